import type { Api } from '../api/client';
import type { Run } from '../api/types';

/** Something of a run that can become a version. */
export interface IModelFolder {
  readonly label: string;
  /** Its address; empty where `path` says it. */
  readonly source: string;
  /** Its folder among the run's artifacts. */
  readonly path: string;
}

const MARK = 'MLmodel';

/** Return what a run has that can become a version: its logged models, and folders that hold one. */
export async function modelFolders(
  api: Pick<Api, 'models' | 'artifacts'>,
  runId: string
): Promise<IModelFolder[]> {
  const [logged, top] = await Promise.all([api.models(runId), api.artifacts(runId)]);
  const found = logged.map(one => ({
    label: one.name || one.model_id,
    source: `models:/${one.model_id}`,
    path: ''
  }));
  if (found.length > 0) {
    return found;
  }
  if (top.some(one => !one.is_dir && one.path === MARK)) {
    return [{ label: '.', source: `runs:/${runId}/`, path: '' }];
  }
  const folders = top.filter(one => one.is_dir);
  const inside = await Promise.all(folders.map(one => api.artifacts(runId, one.path)));
  return folders
    .filter((_, place) => inside[place].some(one => one.path.endsWith(`/${MARK}`)))
    .map(one => ({ label: one.path, source: '', path: one.path }));
}

/** Return a name to begin with: the experiment's, where it can be one. */
export function suggestedName(run: Run, known: readonly string[]): string {
  const name = run.experiment_name.replace(/[/:]/g, '-').trim();
  return known.length === 1 ? known[0] : name;
}
