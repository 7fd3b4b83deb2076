import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { AUTHORIZED, train } from '../parts/kernel';
import { notebookOf, runNotebook } from '../parts/notebook';
import { command, findRuns } from '../parts/pages';

const SLOW = `%%track slow
import time
for step in range(80):
    lab.log({"loss": 1 / (step + 1)}, step=step)
    time.sleep(0.1)`;
const QUICK = '%%track quick\nlab.log({"loss": 0.25}, step=0)';

/** Open a notebook whose second cell is tracked, and run all of it. */
async function run(
  page: IJupyterLabPageFixture,
  path: string,
  source: string,
  first = "import mlops_lab as lab\n\nlab.use(experiment='notebooks')"
): Promise<Locator> {
  const cells = [
    ['first', first],
    ['second', source]
  ] as const;
  await runNotebook(page, path, notebookOf(cells));
  const cell = page.locator('.jp-Notebook .jp-CodeCell').nth(1);
  await cell.waitFor();
  return cell;
}

/** Follow a link, as somebody does who was sent it; Galata's own way waits for a launcher. */
async function follow(page: IJupyterLabPageFixture, link: string): Promise<void> {
  await page.evaluate(to => {
    window.location.href = `/lab?mlops-lab=${to}`;
  }, link);
}

async function setBadges(page: IJupyterLabPageFixture, on: boolean): Promise<void> {
  await page.evaluate(async value => {
    const registry = (await window.galata.getPlugin(
      '@jupyterlab/apputils-extension:settings'
    )) as unknown as { set(plugin: string, key: string, value: boolean): Promise<void> };
    await registry.set('mlops-lab:plugin', 'badges', value);
  }, on);
}

test('badges go and come with the setting, and no cell moves', async ({ page, tmpPath }) => {
  const cell = await run(page, `${tmpPath}/badges.ipynb`, QUICK);
  const badge = cell.locator('.jp-MlopsBadge-button');
  await expect(badge).toContainText('0.25', { timeout: 20_000 });
  await expect(cell.locator('.jp-MlopsCard')).toHaveAttribute('data-status', 'finished');
  const height = (await cell.boundingBox())?.height;
  await setBadges(page, false);
  await expect(badge).toBeHidden();
  expect((await cell.boundingBox())?.height).toBe(height);
  await setBadges(page, true);
  await expect(badge).toBeVisible();
});

test('the status bar says what trains, while it does', async ({ page, tmpPath }) => {
  const cell = await run(page, `${tmpPath}/slow.ipynb`, SLOW);
  const item = page.locator('.jp-MlopsTraining-button');
  await expect(item).toHaveText(/slow/, { timeout: 20_000 });
  await expect(cell.locator('.jp-MlopsCard')).toHaveAttribute('data-status', 'running');
  await item.click();
  await expect(page.locator('.jp-MlopsRun')).toContainText('slow');
  await expect(item).toBeHidden({ timeout: 30_000 });
});

test('a run whose kernel died goes on from the button on its card', async ({
  page,
  baseURL,
  tmpPath
}) => {
  const name = `cut short ${Date.now()}`;
  const dies = [
    'import os, signal, threading',
    'threading.Timer(4, os.kill, (os.getpid(), signal.SIGKILL)).start()'
  ];
  const source = `%%track ${name}\n${SLOW.split('\n').slice(1).join('\n')}`;
  const lines = source.replace('import time', 'import time, mlops_lab as lab');
  const cell = await run(page, `${tmpPath}/dies.ipynb`, lines, dies.join('\n'));
  const card = cell.locator('.jp-MlopsCard');
  await expect(card).toHaveAttribute('data-status', 'running', { timeout: 20_000 });
  await expect(card).toHaveAttribute('data-status', 'killed', { timeout: 40_000 });
  await page.getByRole('dialog').getByRole('button', { name: 'Ok' }).click();

  await card.getByRole('button', { name: 'Resume' }).click();
  await expect(cell.locator('.cm-content')).toContainText(/--resume [0-9a-f]{32}/);
  await expect(page.getByText(`Run the cell to go on with ${name}.`)).toBeVisible();
  await page.waitForFunction(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      sessionContext: { session: { kernel: { status: string } } };
    };
    return panel.sessionContext.session.kernel.status === 'idle';
  });
  await command(page, 'notebook:run-cell');
  await expect(cell.locator('.jp-MlopsCard')).toHaveAttribute('data-status', 'finished', {
    timeout: 40_000
  });
  const found = await findRuns(page, baseURL, {
    project: 'default',
    filter: `run_name = '${name}'`,
    max_results: 5
  });
  expect(found).toHaveLength(1);
});

test("the toolbar's button shows the runs of this notebook, whatever its name", async ({
  page,
  tmpPath
}) => {
  const cell = await run(page, `${tmpPath}/it's mine.ipynb`, QUICK);
  await expect(cell.locator('.jp-MlopsBadge-button')).toBeVisible({ timeout: 20_000 });
  await page.locator('[data-jp-item-name="mlops-lab-runs"]').click();
  await expect(page.locator('.jp-MlopsRuns-row[data-run-id]')).toHaveCount(1);
});

test('a link opens a run or a comparison, once', async ({ page, baseURL }) => {
  const experiment = `links ${Date.now()}`;
  train(baseURL as string, experiment, 2);
  const found = await page.request.post(`${baseURL}/mlops-lab/api/runs/search`, {
    data: { order_by: ['start_time DESC'], max_results: 2 },
    headers: AUTHORIZED
  });
  const runs = ((await found.json()) as { runs: { run_id: string; name: string }[] }).runs;
  const ids = runs.map(one => one.run_id);

  await follow(page, `run:${ids[0]}`);
  await expect(page.locator('.jp-MlopsRun').getByRole('heading', { level: 1 })).toContainText(
    runs[0]?.name ?? '',
    { timeout: 20_000 }
  );
  expect(page.url()).not.toContain('mlops-lab=');
  await follow(page, `compare:${ids.join()}`);
  await expect(page.getByRole('grid', { name: 'Comparison' })).toBeVisible({ timeout: 20_000 });
});
