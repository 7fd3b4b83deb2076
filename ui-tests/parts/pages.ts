import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { AUTHORIZED } from './kernel';

/** A run as the server tells of it, as far as tests care. */
export interface IFoundRun {
  readonly run_id: string;
  readonly name: string;
}

/** Begin a command; what it opens is waited for by looking at it. */
export async function command(
  page: IJupyterLabPageFixture,
  id: string,
  args: object = {}
): Promise<void> {
  await page.evaluate(
    ([name, given]) => {
      void window.jupyterapp.commands.execute(name as string, given as never);
    },
    [id, args]
  );
}

/** Find runs by a filter; the newest first. */
export async function findRuns(
  page: IJupyterLabPageFixture,
  baseURL: string | undefined,
  search: object
): Promise<IFoundRun[]> {
  const url = `${baseURL}/mlops-lab/api/runs/search`;
  const found = await page.request.post(url, { data: search, headers: AUTHORIZED });
  return ((await found.json()) as { runs: IFoundRun[] }).runs;
}

/** Return the id of the experiment of a name. */
export async function experimentId(
  page: IJupyterLabPageFixture,
  baseURL: string | undefined,
  name: string
): Promise<string> {
  const url = `${baseURL}/mlops-lab/api/experiments?project=default`;
  const found = await page.request.get(url, { headers: AUTHORIZED });
  const { experiments } = (await found.json()) as {
    experiments: { experiment_id: string; name: string }[];
  };
  return experiments.find(one => one.name === name)?.experiment_id ?? '';
}
