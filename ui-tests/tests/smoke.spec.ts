import { expect, test } from '@jupyterlab/galata';

test('the extension loads and its server answers', async ({ page, request }) => {
  const info = await request.get('/mlops-lab/api/info');
  expect(info.ok()).toBe(true);
  expect((await info.json()).name).toContain('MLOps Lab');

  const extensions = await page.evaluate(() =>
    JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '{}')
  );
  const names = extensions.federated_extensions.map((one: { name: string }) => one.name);
  expect(names).toContain('mlops-lab');
});
