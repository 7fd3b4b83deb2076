import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { seed, train } from '../parts/kernel';
import { notebookOf, runNotebook } from '../parts/notebook';
import { command, experimentId, findRuns } from '../parts/pages';

// its own for each worker: one that begins anew after a failure trains anew
const EXPERIMENT = `compared ${Date.now()}`;

let trained = false;

async function open(
  page: IJupyterLabPageFixture,
  baseURL: string | undefined,
  search: object
): Promise<Locator> {
  const runs = await findRuns(page, baseURL, search);
  expect(runs.length).toBeGreaterThan(1);
  await command(page, 'mlops-lab:compare', { run_ids: runs.map(run => run.run_id) });
  const compare = page.locator('.jp-MlopsCompare');
  await expect(compare.getByRole('grid', { name: 'Comparison' })).toBeVisible();
  return compare;
}

async function openTrained(
  page: IJupyterLabPageFixture,
  baseURL: string | undefined
): Promise<Locator> {
  if (!trained) {
    train(baseURL as string, EXPERIMENT, 6);
    trained = true;
  }
  const id = await experimentId(page, baseURL, EXPERIMENT);
  return open(page, baseURL, { project: 'default', experiment_ids: [id] });
}

test('code, cells, params and notes differ side by side or unified, each side with its run', async ({
  page,
  baseURL,
  tmpPath
}) => {
  const experiment = `cells ${Date.now()}`;
  const notebook = notebookOf([
    ['first', `import mlops_lab as lab\n\nlab.use(experiment='${experiment}')`],
    ['second', '%%track one -p lr=0.1\nspeed = 1\nlab.log({"loss": 0.5}, step=0)'],
    [
      'third',
      '%%track two -p lr=0.2\nspeed = 2\nlab.active_run().set_note("better")\nlab.log({"loss": 0.4}, step=0)'
    ]
  ]);
  await runNotebook(page, `${tmpPath}/cells.ipynb`, notebook);
  await expect(page.locator('.jp-MlopsCard[data-status="finished"]')).toHaveCount(2, {
    timeout: 30_000
  });
  const id = await experimentId(page, baseURL, experiment);
  const compare = await open(page, baseURL, {
    project: 'default',
    experiment_ids: [id],
    order_by: ['start_time ASC']
  });
  await compare.getByRole('tab', { name: 'Differences' }).click();
  const params = compare.getByRole('region', { name: 'Parameters: baseline one and two' });
  await expect(params.locator('thead')).toContainText('− baseline one');
  await expect(params.locator('tr[data-diff="removed"]')).toContainText('lr = 0.1');
  await expect(params.locator('tr[data-diff="added"] mark')).toHaveText('2');
  await expect(compare.getByRole('region', { name: /^Note: / })).toContainText('better');
  await expect(compare.getByRole('region', { name: /^Cell \d, / }).first()).toContainText('speed');

  await compare.getByRole('button', { name: 'Side by side' }).click();
  const heads = params.locator('thead th');
  await expect(heads).toHaveText(['baseline one', 'two']);
  const cells = params.locator('tbody tr').first().locator('.jp-MlopsDiff-text');
  await expect(cells).toHaveText(['lr = 0.1', 'lr = 0.2']);
});

test('the table is walked with the arrow keys', async ({ page, baseURL }) => {
  const compare = await openTrained(page, baseURL);
  const grid = compare.getByRole('grid', { name: 'Comparison' });
  const active = grid.locator('[data-active]');
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await expect(active).toHaveRole('rowheader');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(active).toHaveAttribute('aria-colindex', '3');
  expect(await grid.getAttribute('aria-activedescendant')).toBe(await active.getAttribute('id'));
  await page.keyboard.press('Control+Home');
  await expect(active).toHaveAttribute('aria-colindex', '1');
  await page.keyboard.press('End');
  await expect(active).toHaveRole('columnheader');

  const name = await active.locator('.jp-MlopsLink').innerText();
  await page.keyboard.press('Space');
  await expect(compare.locator('header')).toContainText(`against ${name}`);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(active).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(page.locator('.jp-MlopsRun').getByRole('heading', { level: 1 })).toContainText(name);
});

test('curves go out as a picture and as numbers', async ({ page, baseURL }) => {
  const compare = await openTrained(page, baseURL);
  await compare.getByRole('tab', { name: 'Curves' }).click();
  await expect(compare.locator('canvas').first()).toBeVisible();
  const saved = async (format: string): Promise<Buffer> => {
    const download = page.waitForEvent('download');
    await compare.getByRole('button', { name: format, exact: true }).click();
    return readFileSync(await (await download).path());
  };
  const png = await saved('PNG');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(10_000);
  expect((await saved('SVG')).toString()).toMatch(/^<svg .*auc.*<\/svg>$/s);
  const lines = (await saved('CSV')).toString().trim().split('\r\n');
  expect(lines[0]).toBe('metric,run_id,run,step,mean,min,max,count');
  expect(lines.length).toBe(1 + 6 * 20 * 3);
});

test('where the clipboard is refused, the link is there to be copied', async ({
  page,
  baseURL
}) => {
  const compare = await openTrained(page, baseURL);
  await page.evaluate(() => {
    const refuse = (): Promise<void> => Promise.reject(new DOMException('no', 'NotAllowedError'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refuse } });
  });
  await compare.getByRole('button', { name: 'Copy link' }).click();
  const link = compare.getByRole('textbox', { name: 'Link' });
  await expect(link).toHaveValue(/\/lab\?mlops-lab=compare:/);
  expect(await page.evaluate(() => window.getSelection()?.toString())).toContain('compare:');
});

test('an error of the first answer can be tried again', async ({ page, baseURL }) => {
  await openTrained(page, baseURL);
  let refuse = true;
  await page.route(/api\/runs\/compare/, route =>
    refuse
      ? route.fulfill({ status: 503, json: { code: 'unavailable', message: 'The store is away.' } })
      : route.continue()
  );
  const [run] = await findRuns(page, baseURL, { max_results: 1 });
  await command(page, 'mlops-lab:compare', { run_ids: [run?.run_id] });
  const compare = page.locator('.jp-MlopsCompare').filter({ visible: true });
  await expect(compare.getByRole('alert')).toContainText('The store is away.');
  refuse = false;
  await compare.getByRole('button', { name: 'Try again' }).click();
  await expect(compare.getByRole('heading', { level: 1 })).toContainText('1 run');
});

test('a brush that finds nothing does not look like no brush', async ({ page, baseURL }) => {
  const compare = await openTrained(page, baseURL);
  for (const tab of ['Parallel coordinates', 'Scatter']) {
    await compare.getByRole('tab', { name: tab }).click();
    const canvas = compare.locator('canvas').first();
    await expect(canvas).toBeVisible();
    const box = await canvas.boundingBox();
    expect(box).not.toBeNull();
    const { x, y } = box ?? { x: 0, y: 0 };
    // between two runs on the first axis, and the corner of the scatter
    const from = tab === 'Scatter' ? [x + 90, y + 24] : [x + 60, y + 172];
    const to = tab === 'Scatter' ? [x + 130, y + 40] : [x + 60, y + 188];
    await page.mouse.move(from[0], from[1]);
    await page.mouse.down();
    await page.mouse.move(to[0], to[1], { steps: 6 });
    await page.mouse.up();
    await expect(compare.getByRole('status')).toContainText('No run is within what is brushed.');
    await compare.getByRole('button', { name: 'Clear the brush' }).click();
    await expect(compare.getByText('No run is within what is brushed.')).toBeHidden();
  }
});

test('a thousand runs are compared: the page opens, scrolls, and answers at once', async ({
  page,
  baseURL
}) => {
  const experiment = `thousand ${Date.now()}`;
  seed(experiment, 1000, 30, 10);
  const id = await experimentId(page, baseURL, experiment);
  const compare = await open(page, baseURL, {
    project: 'default',
    experiment_ids: [id],
    max_results: 1000
  });
  await expect(compare.getByRole('heading', { level: 1 })).toContainText('1,000 runs');
  const grid = compare.getByRole('grid', { name: 'Comparison' });
  await expect(grid).toHaveAttribute('aria-colcount', '1001');
  expect(await grid.getByRole('gridcell').count()).toBeLessThan(1000);

  await grid.focus();
  await page.keyboard.press('Control+End');
  const active = grid.locator('[data-active]');
  await expect(active).toHaveAttribute('aria-colindex', '1001');
  await expect(active).toBeInViewport();
  await grid.evaluate(node => {
    node.scrollLeft = node.scrollWidth / 2;
  });
  await expect(grid.getByRole('columnheader', { name: /run 5\d\d/ }).first()).toBeVisible();

  const worst = await grid.evaluate(
    node =>
      new Promise<number>(resolve => {
        let frames = 0;
        let last = performance.now();
        let slowest = 0;
        const step = (now: number): void => {
          slowest = Math.max(slowest, now - last);
          last = now;
          node.scrollLeft += 400;
          frames += 1;
          if (frames < 60) {
            requestAnimationFrame(step);
          } else {
            resolve(slowest);
          }
        };
        requestAnimationFrame(step);
      })
  );
  test.info().annotations.push({ type: 'slowest frame', description: `${worst.toFixed(0)} ms` });

  await compare.getByRole('tab', { name: 'Parallel coordinates' }).click();
  await expect(compare.locator('canvas').first()).toBeVisible();
  await compare.getByRole('tab', { name: 'Scatter' }).click();
  await expect(compare).toContainText('r²');
  await compare.getByRole('tab', { name: 'Curves' }).click();
  await expect(compare).toContainText('The first 50 of 1,000 runs are drawn.');
  await compare.getByRole('tab', { name: 'Differences' }).click();
  await expect(compare.locator('.jp-MlopsCode')).toHaveCount(49, { timeout: 20_000 });
});
