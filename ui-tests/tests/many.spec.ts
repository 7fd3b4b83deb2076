import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { seed } from '../parts/kernel';
import { command } from '../parts/pages';

const RUNS = 100_000;
const EXPERIMENT = `very many ${Date.now()}`;

let seeded = false;

test.beforeEach(async ({ page }) => {
  test.slow();
  if (!seeded) {
    seed(EXPERIMENT, RUNS);
    seeded = true;
  }
  await command(page, 'mlops-lab:show-experiments');
  await page.locator('#mlops-lab-experiments').waitFor();
  await page
    .getByLabel('Experiment', { exact: true })
    .selectOption({ label: `${EXPERIMENT} (${RUNS.toLocaleString()})` }, { timeout: 20_000 });
  await expect(page.locator('.jp-MlopsFooter')).toContainText('100,000 runs');
});

function row(page: IJupyterLabPageFixture, at: number): Locator {
  return page.locator(`.jp-MlopsRuns-row[aria-rowindex="${at + 1}"]`);
}

test('100,000 runs scroll to the end and back, a few rows at a time in the page', async ({
  page
}) => {
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(row(page, 1)).toContainText('run 99999');
  await expect(grid).toHaveAttribute('aria-rowcount', String(RUNS + 1));
  await grid.evaluate(node => {
    node.scrollTop = node.scrollHeight / 2;
  });
  await expect(
    page.locator('.jp-MlopsRuns-row', { hasText: /run 49\d\d\d/ }).first()
  ).toBeVisible();
  expect(await page.locator('.jp-MlopsRuns-row').count()).toBeLessThan(120);

  await grid.focus();
  await page.keyboard.press('End');
  await expect(row(page, RUNS)).toContainText('run 0');
  await expect(row(page, RUNS)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(row(page, 1)).toBeInViewport();
});

test('Shift+End chooses down to the last run, Ctrl+A all of them, seen or not', async ({
  page
}) => {
  const grid = page.getByRole('grid', { name: 'Runs' });
  const bar = page.getByRole('toolbar', { name: 'Selected runs' });
  await expect(row(page, 1)).toContainText('run 99999');
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+End');
  await expect(bar).toContainText('99,999 selected', { timeout: 60_000 });
  await expect(row(page, RUNS)).toHaveAttribute('aria-selected', 'true');
  await expect(bar.getByRole('button', { name: 'Compare' })).toBeDisabled();

  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText('Selecting');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();

  await page.getByRole('combobox', { name: 'Filter runs' }).fill("params.p2 = '7'");
  await page.keyboard.press('Enter');
  await expect(page.locator('.jp-MlopsFooter')).not.toContainText('100,000');
  const count = (await page.locator('.jp-MlopsFooter').innerText()).split(' ')[0];
  await grid.focus();
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText(`${count} selected`);
});
