import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, 'train.py');

function environment(baseURL: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    MLOPS_LAB_URL: `${baseURL}/mlops-lab`,
    MLOPS_LAB_TOKEN: process.env.MLOPS_LAB_UI_TOKEN ?? 'browser-tests',
    MLOPS_LAB_JOURNAL_DIR: mkdtempSync(join(tmpdir(), 'mlops-lab-journal-'))
  };
}

/** Log finished runs and return once the server has them. */
export function train(baseURL: string, experiment: string, runs: number, steps = 20): void {
  const args = [SCRIPT, experiment, String(runs), String(steps), '0'];
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
