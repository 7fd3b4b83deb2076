import { expect, test } from '@jupyterlab/galata';
import { barriers } from '../parts/access';
import { train, trainRich } from '../parts/kernel';
import { notebookOf, runNotebook } from '../parts/notebook';
import { command, experimentId, findRuns, type IFoundRun } from '../parts/pages';

const EXPERIMENT = `heard ${Date.now()}`;
const LIGHT = 'JupyterLab Light';
const DARK = 'JupyterLab Dark';

let runs: IFoundRun[] = [];

test.beforeEach(async ({ page, baseURL }) => {
  if (runs.length === 0) {
    train(baseURL as string, EXPERIMENT, 3);
    trainRich(baseURL as string, EXPERIMENT);
    const id = await experimentId(page, baseURL, EXPERIMENT);
    runs = await findRuns(page, baseURL, { project: 'default', experiment_ids: [id] });
  }
});

for (const theme of [LIGHT, DARK]) {
  test(`the run page keeps nobody out (${theme})`, async ({ page }) => {
    await page.theme.setTheme(theme);
    const rich = runs.find(run => run.name.startsWith('a name'));
    await command(page, 'mlops-lab:open-run', { run_id: rich?.run_id });
    const run = page.locator('.jp-MlopsRun');
    for (const name of ['Charts', 'Overview', 'Artifacts', 'Code and environment']) {
      await run.getByRole('tab', { name }).click();
      await expect(run.getByText('Loading…')).toBeHidden();
      if (name === 'Artifacts') {
        await run.getByRole('button', { name: /table.csv/ }).click();
        await expect(run.getByRole('columnheader', { name: 'value' })).toBeVisible();
      }
      expect(await barriers(page, '.jp-MlopsRun'), name).toEqual([]);
    }
  });

  test(`the comparison keeps nobody out (${theme})`, async ({ page }) => {
    await page.theme.setTheme(theme);
    await command(page, 'mlops-lab:compare', { run_ids: runs.map(run => run.run_id) });
    const compare = page.locator('.jp-MlopsCompare');
    const tabs = [
      'Table',
      'Curves',
      'Parallel coordinates',
      'Scatter',
      'Importance',
      'Differences'
    ];
    for (const name of tabs) {
      await compare.getByRole('tab', { name }).click();
      await expect(compare.getByText(/Loading…|Working it out…/)).toBeHidden({ timeout: 20_000 });
      expect(await barriers(page, '.jp-MlopsCompare'), name).toEqual([]);
    }
  });

  test(`the run card keeps nobody out (${theme})`, async ({ page, tmpPath }) => {
    await page.theme.setTheme(theme);
    const notebook = notebookOf([
      ['first', `import mlops_lab as lab\n\nlab.use(experiment='${EXPERIMENT}')`],
      [
        'second',
        '%%track card -p lr=0.1\nfor step in range(9):\n    lab.log({"loss": 1 / (step + 1)}, step=step)'
      ]
    ]);
    await runNotebook(page, `${tmpPath}/card.ipynb`, notebook);
    await expect(page.locator('.jp-MlopsCard[data-status="finished"]')).toBeVisible({
      timeout: 30_000
    });
    await expect(page.locator('.jp-MlopsBadge-button')).toBeVisible();
    expect(await barriers(page, '.jp-MlopsCard')).toEqual([]);
    expect(await barriers(page, '.jp-MlopsBadge')).toEqual([]);
  });
}
