import type {} from '@jupyterlab/galata'; // declares window.jupyterapp
import { expect, type Page, test } from '@playwright/test';
import { resolve } from 'node:path';
import { barriers } from '../parts/access';
import { command, SharedServer } from '../parts/people';

/** Where pictures go: into the documentation when it is to be renewed, else beside the test's results. */
const PICTURES = process.env.MLOPS_LAB_PICTURES
  ? resolve(__dirname, '../../docs/images')
  : resolve(__dirname, '../test-results');

const GATES_MS = 60_000;

const code = (id: string, source: string) => ({
  cell_type: 'code',
  id,
  metadata: {},
  outputs: [],
  execution_count: null,
  source
});
const training = (name: string, strength: number, registered: boolean): string => `%%track ${name}
model = LogisticRegression(C=${strength}, max_iter=500).fit(X, y)
lab.log_params({"C": ${strength}})
lab.log({"accuracy": model.score(X, y)})
kept = lab.log_model(model, input_example=X[:5]${registered ? ', register_as="iris"' : ''})`;
const NOTEBOOK = {
  cells: [
    code(
      'begin',
      `import mlops_lab as lab
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

X, y = load_iris(return_X_y=True, as_frame=True)
lab.use(experiment="irises")`
    ),
    code('first', training('first', 1, true)),
    code('second', training('second', 0.1, false)),
    code('load', 'lab.load_model("models:/iris@production").C')
  ],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
  nbformat: 4,
  nbformat_minor: 5
};

let server: SharedServer;

test.describe.configure({ mode: 'serial', timeout: 420_000 });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await SharedServer.start();
  await server.ask('root', 'PUT', 'roles?project=default', {
    subject: 'user:ben',
    role: 'approver'
  });
});

test.afterAll(async () => {
  await server.stop();
});

async function openNotebook(page: Page): Promise<void> {
  await page.evaluate(async content => {
    const { commands, serviceManager, shell } = window.jupyterapp;
    await serviceManager.contents.save('iris.ipynb', {
      type: 'notebook',
      format: 'json',
      content
    });
    const panel = await commands.execute('docmanager:open', { path: 'iris.ipynb' });
    await panel.sessionContext.ready;
    shell.activateById(panel.id);
  }, NOTEBOOK);
}

async function runCell(page: Page, place: number): Promise<void> {
  await page.locator('.jp-Notebook .jp-CodeCell').nth(place).locator('.cm-content').click();
  await command(page, 'notebook:run-cell');
}

/** Approve what waits for somebody, from their inbox. */
async function approve(page: Page, words: string): Promise<void> {
  await command(page, 'mlops-lab:show-models');
  const item = page.locator('.jp-MlopsInbox-item', { hasText: 'Approve or reject' });
  await item.click({ timeout: GATES_MS });
  const review = page.locator('.jp-MlopsReview:visible');
  await review.getByLabel('Comment or reason').fill(words);
  await review.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(review.locator('header .jp-MlopsPill').first()).toHaveText('Live');
  await expect(page.locator('.jp-MlopsInbox-item')).toHaveCount(0);
}

test('a cell’s model becomes live for production once a second person has approved it', async ({
  browser
}) => {
  const ada = await server.open(browser, 'ada');
  await openNotebook(ada);
  await runCell(ada, 0);
  await runCell(ada, 1);
  const toolbar = ada.locator('.jp-MlopsToolbarPromotion');
  await expect(toolbar.getByRole('button', { name: 'Promote (1 gate to run)' })).toBeVisible({
    timeout: GATES_MS
  });
  await toolbar.getByLabel('Target').selectOption('production');
  await ada.screenshot({ path: `${PICTURES}/promote-notebook.png` });
  await toolbar.getByRole('button', { name: 'Request approval (2 gates to run)' }).click();

  // nobody approves what they asked for themselves
  const review = ada.locator('.jp-MlopsReview:visible');
  const state = review.locator('header .jp-MlopsPill').first();
  await expect(state).toHaveText('Awaiting approval', { timeout: GATES_MS });
  await expect(review.getByText('You asked for it; somebody else approves.')).toBeVisible();
  await expect(review.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
  await expect(review.locator('.jp-MlopsGates li')).toHaveCount(2);

  const ben = await server.open(browser, 'ben');
  await expect(ben.locator('.lm-TabBar-tab[data-mlops-count="1"]')).toBeVisible();
  await approve(ben, 'The evidence is fine.');

  // whoever waits sees it happen
  await expect(state).toHaveText('Live');
  await expect(review.locator('.jp-MlopsApprovals')).toContainText('The evidence is fine.');
  await command(ada, 'docmanager:open', { path: 'iris.ipynb' });
  await expect(toolbar.locator('.jp-MlopsPill')).toHaveText('Live');
  await runCell(ada, 3);
  const output = ada.locator('.jp-Notebook .jp-CodeCell').nth(3).locator('.jp-OutputArea-output');
  await expect(output).toContainText('1', { timeout: GATES_MS });
  await ada.context().close();
  await ben.context().close();
});

test('a run’s card registers what it logged; its version follows, and history leads back', async ({
  browser
}) => {
  const ada = await server.open(browser, 'ada');
  await openNotebook(ada);
  await runCell(ada, 0);
  await runCell(ada, 2);
  const card = ada.locator('.jp-Notebook .jp-CodeCell').nth(2).locator('.jp-MlopsCard');
  await card.getByRole('button', { name: 'Register…' }).click({ timeout: GATES_MS });
  const dialog = ada.locator('.jp-Dialog');
  await dialog.getByRole('combobox').fill('iris');
  await dialog.getByRole('button', { name: 'Register' }).click();
  const model = ada.locator('.jp-MlopsModel:visible');
  await expect(model.getByRole('heading', { name: 'iris', level: 1 })).toBeVisible();
  await expect(model.getByRole('tab', { name: 'Version 2' })).toBeVisible();
  const production = model.locator('.jp-MlopsTarget', { hasText: 'production' });
  await production.getByRole('button', { name: 'Add a note' }).click();
  await production.getByLabel('Note').fill('Simpler, and as good.');
  await ada.screenshot({ path: `${PICTURES}/model-version.png` });
  await production.getByRole('button', { name: /^Request approval/ }).click();

  const ben = await server.open(browser, 'ben');
  await command(ben, 'mlops-lab:show-models');
  await ben.locator('.jp-MlopsInbox-item', { hasText: 'Approve' }).click({ timeout: GATES_MS });
  const review = ben.locator('.jp-MlopsReview:visible');
  await expect(review).toContainText('Simpler, and as good.');
  await review.getByRole('tab', { name: 'Against the live version' }).click();
  await expect(review.getByRole('region', { name: 'Parameters' })).toContainText('0.1');
  await expect(review.getByRole('region', { name: 'Code' }).locator('mark').first()).toBeVisible();
  await ben.screenshot({ path: `${PICTURES}/review.png` });
  await approve(ben, '');

  await command(ben, 'mlops-lab:open-model', { project: 'default', name: 'iris' });
  const page = ben.locator('.jp-MlopsModel:visible');
  await page.getByRole('tab', { name: 'History' }).click();
  const target = page.getByRole('region', { name: 'production' });
  await expect(target).toContainText('Version 2 is live, as @production.');
  await target.getByRole('button', { name: 'Roll back to version 1' }).click();
  const asked = ben.locator('.jp-Dialog');
  await expect(asked.getByRole('button', { name: 'Roll back' })).toBeDisabled();
  await asked.getByLabel('Reason').fill('Complaints from the field.');
  await asked.getByRole('button', { name: 'Roll back' }).click();
  await expect(target).toContainText('Version 1 is live, as @production.');
  await expect(target).toContainText('Complaints from the field.');
  await ben.screenshot({ path: `${PICTURES}/history.png` });
  await ada.context().close();
  await ben.context().close();
});

test('an admin changes the policy, sees mistakes by line and the change before it holds', async ({
  browser
}) => {
  const root = await server.open(browser, 'root');
  await command(root, 'mlops-lab:open-governance', { project: 'default' });
  const page = root.locator('.jp-MlopsGovernance');
  const editor = page.locator('.cm-content');
  await editor.click();
  await root.keyboard.press('Control+Home');
  await root.keyboard.type('gate_packages: 3\n');
  await expect(page.getByRole('alert', { name: 'Problems' })).toContainText('Line 1');
  await expect(page.locator('.jp-MlopsPolicy-wrong')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Review and save…' })).toBeDisabled();
  await page.getByRole('button', { name: 'Discard' }).click();
  await editor.click();
  await root.keyboard.press('Control+Home');
  await root.keyboard.type('# Agreed with the risk team.\n');
  await page.getByRole('button', { name: 'Review and save…' }).click();
  await expect(page.locator('.jp-MlopsDiff')).toContainText('Agreed with the risk team.');
  await page.getByLabel('Why is it changed?').fill('So that it says who agreed');
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await expect(page).toContainText('Version 1 holds, by root');

  await page.getByRole('tab', { name: 'Roles' }).click();
  await page.getByLabel('Person').fill('vic');
  await page.getByLabel('Action').selectOption({ index: 0 });
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.locator('.jp-MlopsExplained')).toContainText('vic');

  await page.getByRole('tab', { name: 'Audit log' }).click();
  const entries = page.getByRole('table', { name: 'Entries of the audit log' });
  await expect(entries).toContainText('policy.written');
  await page.getByRole('button', { name: 'Verify the whole log' }).click();
  await expect(page.getByText(/^Intact: /)).toBeVisible({ timeout: 30_000 });
  await root.context().close();
});

test('nothing stands in a screen reader’s way, in either theme', async ({ browser }) => {
  const root = await server.open(browser, 'root');
  const { transitions } = await server.ask<{ transitions: { transition_id: string }[] }>(
    'root',
    'GET',
    'promotions?project=default&name=iris'
  );
  await command(root, 'mlops-lab:show-models');
  const models = root.getByRole('tree', { name: 'Models' });
  await models.getByRole('treeitem').first().press('ArrowRight');
  await models.getByRole('treeitem', { name: /^Version 2/ }).waitFor();
  await command(root, 'mlops-lab:open-model', { project: 'default', name: 'iris' });
  const model = root.locator('.jp-MlopsModel');
  await model.locator('.jp-MlopsPromote button').first().waitFor();
  await command(root, 'mlops-lab:open-review', { project: 'default', ...transitions[1] });
  await root.locator('.jp-MlopsReview .jp-MlopsGates').waitFor();
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
    await command(root, 'apputils:change-theme', { theme });
    await root.locator(`body[data-jp-theme-name="${theme}"]`).waitFor({ state: 'attached' });
    await root.waitForTimeout(500); // its style sheet takes a moment
    expect(await barriers(root, '#mlops-lab-models')).toEqual([]);
    expect(await barriers(root, '.jp-MlopsReview')).toEqual([]);
    await command(root, 'mlops-lab:open-model', { project: 'default', name: 'iris' });
    for (const tab of ['Version 2', 'All versions', 'History', 'Lineage', 'Model card']) {
      await model.getByRole('tab', { name: tab }).click();
      await root.waitForTimeout(400);
      expect(await barriers(root, '.jp-MlopsModel')).toEqual([]);
    }
    await command(root, 'mlops-lab:open-governance', { project: 'default' });
    for (const tab of ['Policy', 'Roles', 'Audit log']) {
      await root.locator('.jp-MlopsGovernance').getByRole('tab', { name: tab }).click();
      await root.waitForTimeout(600);
      expect(await barriers(root, '.jp-MlopsGovernance')).toEqual([]);
    }
    const { transition_id } = transitions[1];
    await command(root, 'mlops-lab:open-review', { project: 'default', transition_id });
  }
  await root.context().close();
});
