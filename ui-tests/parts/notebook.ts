import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/** Make a notebook of code cells: an id and a source each. */
export function notebookOf(cells: readonly (readonly [string, string])[]): object {
  return {
    cells: cells.map(([id, source]) => ({
      cell_type: 'code',
      id,
      metadata: {},
      outputs: [],
      execution_count: null,
      source
    })),
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5
  };
}

/** Open a notebook and run all of it, without waiting for the end. */
export async function runNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  notebook: object
): Promise<void> {
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', path);
  await page.evaluate(async opened => {
    const { commands, shell } = window.jupyterapp;
    const panel = await commands.execute('docmanager:open', { path: opened });
    await panel.sessionContext.ready;
    shell.activateById(panel.id);
    // it ends with the last cell, and what happens until then is what is looked at
    void commands.execute('notebook:run-all-cells');
  }, path);
}
