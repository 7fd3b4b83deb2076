import AxeBuilder from '@axe-core/playwright';
import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { train, trainSlowly } from '../parts/kernel';

// its own for each worker: one that begins anew after a failure trains anew
const EXPERIMENT = `flights ${Date.now()}`;
const RUNS = 12;

let trained = false;

test.beforeEach(async ({ page, baseURL }) => {
  if (!trained) {
    train(baseURL as string, EXPERIMENT, RUNS);
    trained = true;
  }
  await page.evaluate(() => window.jupyterapp.commands.execute('mlops-lab:show-experiments'));
  await page.locator('#mlops-lab-experiments').waitFor();
  await page.getByLabel('Experiment', { exact: true }).selectOption({ label: label(RUNS) });
  await expect(row(page, 1)).toBeVisible();
});

function label(runs: number): string {
  return `${EXPERIMENT} (${runs})`;
}

/** The row at a place in the list, from 1. */
function row(page: IJupyterLabPageFixture, at: number): Locator {
  return page.locator(`.jp-MlopsRuns-row[aria-rowindex="${at + 1}"]`);
}

async function filter(page: IJupyterLabPageFixture, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Filter runs' }).fill(text);
  await page.keyboard.press('Enter');
}

test('a filter narrows the list, and a bad one says where it went wrong', async ({ page }) => {
  await filter(page, "params.model = 'gbm' and metrics.auc > 0");
  await expect(page.locator('.jp-MlopsFooter')).toContainText('4 runs');

  await filter(page, 'metrics.auc > x');
  await expect(page.locator('.jp-MlopsFilter-error')).toContainText('column 15');
  await expect(page.locator('.jp-MlopsFilter-error mark')).toHaveText('x');
  await expect(row(page, 1)).toBeVisible();

  await page.getByLabel('Clear the filter').click();
  await expect(page.locator('.jp-MlopsFooter')).toContainText(`${RUNS} runs`);
});

test('names and values complete with Tab', async ({ page }) => {
  const box = page.getByRole('combobox', { name: 'Filter runs' });
  await box.click();
  await box.pressSequentially('params.mo');
  await page.keyboard.press('Tab');
  await box.pressSequentially('= ');
  await expect(page.getByRole('option', { name: 'gbm' })).toBeVisible();
  await box.pressSequentially("'g");
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await expect(box).toHaveValue("params.model = 'gbm' ");
});

test('the list is used with keys alone', async ({ page }) => {
  await page.getByRole('grid', { name: 'Runs' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true');
  await expect(row(page, 2)).toHaveAttribute('aria-selected', 'true');
  const name = await row(page, 2).locator('.jp-MlopsRuns-name').innerText();
  await page.keyboard.press('Enter');
  await expect(page.locator('#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current')).toContainText(
    name
  );
});

test('runs are grouped over seeds, and held against a baseline', async ({ page }) => {
  await page.getByLabel('Group by').selectOption('model');
  const gbm = page.locator('.jp-MlopsGroups tbody tr', { hasText: 'gbm' });
  await expect(gbm).toContainText('4');
  await expect(gbm).toContainText('±');
  await page.getByLabel('Group by').selectOption('');

  await row(page, 2).getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(page.getByRole('row', { name: 'Baseline' })).toBeVisible();
  await expect(row(page, 1).locator('[data-column="metrics.auc"] small')).toHaveText(/^[+−]/);
  await page.getByLabel('Unpin the baseline').click();
});

test('deleting can be undone', async ({ page }) => {
  const name = await row(page, 1).locator('.jp-MlopsRuns-name').innerText();
  await row(page, 1).getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.locator('.jp-MlopsFooter')).toContainText(`${RUNS - 1} runs`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 1)).toContainText(name);
});

test('a view keeps the question, and the panel its place after a reload', async ({ page }) => {
  await filter(page, "params.model = 'linear'");
  await page.getByLabel('Saved view').selectOption({ label: 'Save this view…' });
  await page.getByRole('dialog').getByRole('textbox').fill('linear ones');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Saved view').locator('option:checked')).toHaveText('linear ones');

  await filter(page, '');
  await page.getByLabel('Saved view').selectOption({ label: 'linear ones' });
  await expect(page.locator('.jp-MlopsFooter')).toContainText('4 runs');

  await page.waitForTimeout(2000); // JupyterLab saves its state a second after it changed
  await page.reload();
  await page.evaluate(() => window.jupyterapp.commands.execute('mlops-lab:show-experiments'));
  await expect(page.getByRole('combobox', { name: 'Filter runs' })).toHaveValue(
    "params.model = 'linear'"
  );
  await expect(page.locator('.jp-MlopsFooter')).toContainText('4 runs');
});

test('nothing in the panel stands in the way of a screen reader', async ({ page }) => {
  await row(page, 1).getByRole('checkbox').click();
  const found = await new AxeBuilder({ page }).include('#mlops-lab-experiments').analyze();
  const serious = found.violations.filter(one =>
    ['serious', 'critical'].includes(one.impact ?? '')
  );
  expect(serious.map(one => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
});

test('hidden, the panel asks for nothing; a point is on the screen within 500 ms, unasked', async ({
  page,
  baseURL
}) => {
  test.slow();
  const asked: string[] = [];
  page.on('request', request => {
    if (request.url().includes('/mlops-lab/')) {
      asked.push(request.url());
    }
  });
  const kernel = trainSlowly(baseURL as string, 'live', 400, 0.1);
  try {
    const experiment = page.getByLabel('Experiment', { exact: true });
    await expect(experiment.locator('option', { hasText: 'live' })).toHaveCount(1);
    await experiment.selectOption({ label: 'live (1)' });
    const columns = page.getByLabel('Columns', { exact: true }).first();
    const sent = row(page, 1).locator('[data-column="metrics.sent"] .jp-MlopsRuns-metric');
    await columns.click();
    if (!(await page.getByLabel('sent', { exact: true }).isChecked())) {
      await page.getByLabel('sent', { exact: true }).check();
    }
    await page.keyboard.press('Escape');
    await expect(sent).toBeVisible();
    await page.waitForTimeout(2000);
    asked.length = 0;

    const delays = await sent.evaluate(
      cell =>
        new Promise<number[]>(resolve => {
          const seen: number[] = [];
          const observer = new MutationObserver(() => {
            seen.push(Date.now() - Number((cell as HTMLElement).title.split(' ')[0]));
            if (seen.length === 20) {
              observer.disconnect();
              resolve(seen);
            }
          });
          observer.observe(cell, { attributes: true, attributeFilter: ['title'] });
        })
    );
    expect(delays.sort((a, b) => a - b)[Math.floor(delays.length * 0.9)]).toBeLessThan(500);
    expect(asked).toEqual([]);

    await page.sidebar.close('left');
    await page.waitForTimeout(500);
    asked.length = 0;
    await page.waitForTimeout(1500);
    expect(asked).toEqual([]);
  } finally {
    kernel.kill();
  }
});
