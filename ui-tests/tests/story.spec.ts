import { expect, test } from '@jupyterlab/galata';
import { resolve } from 'path';
import { train } from '../parts/kernel';
import { experimentId, findRuns } from '../parts/pages';

/** Where pictures go: into the documentation when it is to be renewed, else beside the test's results. */
const PICTURES = process.env.MLOPS_LAB_PICTURES
  ? resolve(__dirname, '../../docs/images')
  : resolve(__dirname, '../test-results');

const NOTEBOOK = {
  cells: [
    {
      cell_type: 'code',
      id: 'first',
      metadata: {},
      outputs: [],
      execution_count: null,
      source: "import mlops_lab as lab\n\nlab.use(experiment='flights')"
    },
    {
      cell_type: 'code',
      id: 'second',
      metadata: {},
      outputs: [],
      execution_count: null,
      source:
        '%%track by hand -p lr=0.1\nfor step in range(30):\n    lab.log({"loss": 1 / (step + 1)}, step=step)'
    }
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
  nbformat: 4,
  nbformat_minor: 5
};

test('a tracked cell shows its run below it, in the panel, and on a page of its own', async ({
  page,
  baseURL,
  tmpPath
}) => {
  train(baseURL as string, 'flights', 12);
  const path = `${tmpPath}/story.ipynb`;
  await page.contents.uploadContent(JSON.stringify(NOTEBOOK), 'text', path);
  const command = (id: string, args: object = {}): Promise<number> =>
    page.evaluate(
      ([name, given]) => {
        void window.jupyterapp.commands.execute(name as string, given as never);
        return 1;
      },
      [id, args]
    );
  await command('mlops-lab:show-experiments');
  await page.evaluate(async opened => {
    const { commands, shell } = window.jupyterapp;
    const panel = await commands.execute('docmanager:open', { path: opened });
    await panel.sessionContext.ready;
    shell.activateById(panel.id);
    void commands.execute('notebook:run-all-cells');
  }, path);

  const cell = page.locator('.jp-Notebook .jp-CodeCell').nth(1);
  const card = cell.locator('.jp-MlopsCard');
  await expect(card).toHaveAttribute('data-status', 'finished', { timeout: 20_000 });
  await expect(card).toContainText('0.0333');
  const badge = cell.locator('.jp-MlopsBadge-button');
  await expect(badge).toContainText('0.0333');
  await expect(page.locator('.jp-MlopsRuns-row', { hasText: 'by hand' })).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/notebook.png` });

  await badge.click();
  const run = page.locator('.jp-MlopsRun');
  await expect(run.getByRole('heading', { level: 1 })).toContainText('by hand');
  await expect(run.locator('.jp-MlopsPlot canvas').first()).toBeVisible();
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${PICTURES}/run.png` });
});

test('runs are compared, and the brush, the trend and the code are at hand', async ({
  page,
  baseURL
}) => {
  const flights = await experimentId(page, baseURL, 'flights');
  const search = { project: 'default', experiment_ids: [flights], filter: 'metrics.auc > 0' };
  const found = await findRuns(page, baseURL, { ...search, max_results: 8 });
  const run_ids = found.map(one => one.run_id);
  expect(run_ids.length).toBeGreaterThan(3);
  await page.evaluate(ids => {
    void window.jupyterapp.commands.execute('mlops-lab:compare', { run_ids: ids });
    return 1;
  }, run_ids);
  const compare = page.locator('.jp-MlopsCompare');
  await expect(compare.getByRole('grid', { name: 'Comparison' })).toContainText('auc');
  await page.screenshot({ path: `${PICTURES}/compare.png` });
  await compare.getByRole('tab', { name: 'Parallel coordinates' }).click();
  await expect(compare.locator('canvas').first()).toBeVisible();
  await compare.getByRole('tab', { name: 'Scatter' }).click();
  await expect(compare).toContainText('r²');
  await compare.getByRole('tab', { name: 'Importance' }).click();
  await expect(compare.getByRole('table')).toContainText('%', { timeout: 20_000 });
  await compare.getByRole('tab', { name: 'Differences' }).click();
  await expect(compare.locator('.jp-MlopsCode').first()).toBeVisible();
});
