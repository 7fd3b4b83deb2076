// Runs the tests in a browser in two halves at once, each with a server, ports and a folder of its own: a page that
// loads waits more than it works. `node run.mjs tests/one.spec.ts` runs what it is given in one go.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const HALVES = 2;
const FIRST_PORT = Number(process.env.MLOPS_LAB_UI_PORT ?? 18_800);
const PORTS_EACH = 20;

async function run(args, env, label) {
  const child = spawn('playwright', ['test', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(`${label}${line}\n`);
  }
  const [code] = await ended;
  return code ?? 1;
}

const asked = process.argv.slice(2);
const codes =
  asked.length > 0
    ? [await run(asked, {}, '')]
    : await Promise.all(
        Array.from({ length: HALVES }, (_, half) => {
          const port = FIRST_PORT + half * PORTS_EACH;
          return run(
            [`--shard=${half + 1}/${HALVES}`, `--output=test-results/${half + 1}`],
            { MLOPS_LAB_UI_PORT: String(port), MLOPS_LAB_PEOPLE_PORT: String(port + 1) },
            `${half + 1} `
          );
        })
      );
process.exitCode = codes.every(code => code === 0) ? 0 : 1;
