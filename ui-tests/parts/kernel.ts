import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, 'train.py');

/** Lets a test speak to the server. */
export const TOKEN = process.env.MLOPS_LAB_UI_TOKEN ?? 'browser-tests';
export const AUTHORIZED = { Authorization: `token ${TOKEN}` };

function environment(baseURL: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    MLOPS_LAB_URL: `${baseURL}/mlops-lab`,
    MLOPS_LAB_TOKEN: TOKEN,
    MLOPS_LAB_JOURNAL_DIR: mkdtempSync(join(tmpdir(), 'mlops-lab-journal-'))
  };
}

/** Log finished runs and return once the server has them. */
export function train(baseURL: string, experiment: string, runs: number, steps = 20): void {
  const args = [SCRIPT, experiment, String(runs), String(steps), '0'];
  execFileSync('python', args, { env: environment(baseURL), stdio: 'inherit' });
}

/** Log a failed run that has something of everything, with long names. */
export function trainRich(baseURL: string, experiment: string): void {
  const args = [join(__dirname, 'rich.py'), experiment];
  execFileSync('python', args, { env: environment(baseURL), stdio: 'inherit' });
}

/** Begin a run that logs a step every so many seconds; whoever calls ends the process. */
export function trainSlowly(
  baseURL: string,
  experiment: string,
  steps: number,
  seconds: number
): ChildProcess {
  const args = [SCRIPT, experiment, '1', String(steps), String(seconds)];
  return spawn('python', args, { env: environment(baseURL), stdio: 'inherit' });
}

/** Fill the server's store with finished runs, past the server: many are there in seconds. */
export function seed(experiment: string, runs: number, params = 6, metrics = 4): void {
  const folder = join(process.env.MLOPS_LAB_UI_FOLDER ?? '', 'store');
  const args = [join(__dirname, 'seed.py'), folder, experiment, runs, params, metrics];
  execFileSync('python', args.map(String), { stdio: 'inherit' });
}
