import { describe, expect, it } from 'vitest';
import type { Artifact, LoggedModel, Run } from '../../api/types';
import { modelFolders, suggestedName } from '../registering';

function api(logged: Partial<LoggedModel>[], files: Record<string, string[]>) {
  const kept = (path: string): Artifact => ({ path, is_dir: path in files }) as Artifact;
  return {
    models: () => Promise.resolve(logged as LoggedModel[]),
    artifacts: (_: string, path = '') => Promise.resolve((files[path] ?? []).map(kept))
  };
}

describe('what of a run can be registered', () => {
  it('is its logged models', async () => {
    const found = await modelFolders(api([{ model_id: 'm-1', name: 'model' }], {}), 'r');
    expect(found).toEqual([{ label: 'model', source: 'models:/m-1', path: '' }]);
  });

  it('is a folder that holds a model, where none was logged as such', async () => {
    const files = { '': ['plots', 'forest'], plots: ['plots/a.png'], forest: ['forest/MLmodel'] };
    const found = await modelFolders(api([], files), 'r');
    expect(found).toEqual([{ label: 'forest', source: '', path: 'forest' }]);
  });

  it('is nothing where it logged no model', async () => {
    expect(await modelFolders(api([], { '': ['notes.txt'] }), 'r')).toEqual([]);
  });
});

it('suggests the only model there is, else the experiment as a name without slashes', () => {
  const run = { experiment_name: 'churn/2026' } as Run;
  expect(suggestedName(run, ['churn'])).toBe('churn');
  expect(suggestedName(run, ['churn', 'fraud'])).toBe('churn-2026');
});
