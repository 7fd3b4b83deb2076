import type { Browser, Page } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const FOLDER = resolve(__dirname, '..');
const STARTS_WITHIN_MS = 90_000;
const ENDS_WITHIN_MS = 10_000;

/** Somebody whom `tests.parts.identity` knows. */
export type Name = 'ada' | 'ben' | 'cleo' | 'vic' | 'root';

function tokenOf(name: Name): string {
  return `${name}-token-of-the-tests`;
}

/** A server for several people, with a fresh store; whoever starts it ends it. */
export class SharedServer {
  readonly url: string;

  private constructor(
    port: number,
    private readonly process: ChildProcess
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<SharedServer> {
    const port = Number(process.env.MLOPS_LAB_PEOPLE_PORT ?? 18_897);
    const child = spawn(
      'jupyter',
      ['lab', '--allow-root', '--config', 'jupyter_people_config.py'],
      {
        cwd: FOLDER,
        env: {
          ...process.env,
          MLOPS_LAB_PEOPLE_PORT: String(port),
          PYTHONPATH: resolve(FOLDER, '..')
        },
        stdio: 'ignore'
      }
    );
    const server = new SharedServer(port, child);
    const end = Date.now() + STARTS_WITHIN_MS;
    while (!(await server.answers())) {
      if (child.exitCode !== null || Date.now() > end) {
        child.kill();
        throw new Error(`The server for several people did not start on port ${port}.`);
      }
      await pause(300);
    }
    return server;
  }

  async stop(): Promise<void> {
    const ended = new Promise(done => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    // kernels that pages left behind may hold it up; nothing in its store is needed any more
    const end = setTimeout(() => this.process.kill('SIGKILL'), ENDS_WITHIN_MS);
    await ended;
    clearTimeout(end);
  }

  /** Ask the server as somebody, beside any browser. */
  async ask<Answer>(who: Name, method: string, path: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${this.url}/mlops-lab/api/${path}`, {
      method,
      headers: { Authorization: `token ${tokenOf(who)}`, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body)
    });
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()) as Answer;
  }

  /** Open JupyterLab as somebody, in a browser context of their own. */
  async open(browser: Browser, who: Name): Promise<Page> {
    const context = await browser.newContext({
      extraHTTPHeaders: {}, // the token of the other tests' server is not ours
      viewport: { width: 1400, height: 900 }
    });
    const page = await context.newPage();
    await page.goto(`${this.url}/lab/workspaces/${who}?reset&token=${tokenOf(who)}`);
    await page.waitForFunction(() => 'jupyterapp' in window, null, { timeout: 60_000 });
    await page.evaluate(() => window.jupyterapp.restored.then(() => undefined));
    return page;
  }

  private async answers(): Promise<boolean> {
    try {
      const headers = { Authorization: `token ${tokenOf('root')}` };
      return (await fetch(`${this.url}/mlops-lab/api/info`, { headers })).ok;
    } catch {
      return false; // it does not listen yet
    }
  }
}

/** Run a command of JupyterLab without waiting for what it returns. */
export function command(page: Page, id: string, args: object = {}): Promise<number> {
  return page.evaluate(
    ([name, given]) => {
      void window.jupyterapp.commands.execute(name as string, given as never);
      return 1;
    },
    [id, args]
  );
}
