import baseConfig from '@jupyterlab/galata/lib/playwright-config';
import type { PlaywrightTestConfig } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const port = process.env.MLOPS_LAB_UI_PORT ?? '18899';
const token = process.env.MLOPS_LAB_UI_TOKEN ?? 'browser-tests';
// the server keeps its store here, where tests can fill it with more than a kernel would log
process.env.MLOPS_LAB_UI_FOLDER ??= mkdtempSync(join(tmpdir(), 'mlops-lab-ui-'));
const baseURL = `http://127.0.0.1:${port}`;

const config: PlaywrightTestConfig = {
  ...baseConfig,
  testDir: 'tests',
  timeout: 90_000,
  retries: 0,
  workers: 1,
  reporter: [['list']],
  use: {
    ...baseConfig.use,
    baseURL,
    extraHTTPHeaders: { Authorization: `token ${token}` },
    trace: 'retain-on-failure',
    video: 'off',
    viewport: { width: 1400, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: {
    command: 'jlpm start',
    url: `${baseURL}/api?token=${token}`,
    timeout: 120_000,
    reuseExistingServer: process.env.MLOPS_LAB_UI_REUSE === '1',
    stdout: 'ignore',
    stderr: 'ignore'
  }
};

export default config;
