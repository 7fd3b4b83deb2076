// Writes src/api/schema.ts from the server's description of its HTTP API; with --check only compares.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}src/api/schema.ts`;
const local = `${root}.venv/bin/python`;
const python = process.env.PYTHON ?? (existsSync(local) ? local : 'python3');

const described = execFileSync(python, ['-m', 'mlops_lab.server.openapi'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 2 ** 26
});
const types = await openapiTS(JSON.parse(described), {
  alphabetize: true,
  defaultNonNullable: false,
  silent: true
});
const text = `// Generated from the server's HTTP API by \`jlpm types\`. Do not edit.\n\n${astToString(types)}`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('src/api/schema.ts is not what the server says. Run `jlpm types` and commit it.');
  process.exit(1);
}
