import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ILab, ILiveListener } from '../../api/tokens';
import type { Run } from '../../api/types';
import { Training } from '../model';

function run(run_id: string, start_time: number, parent_run_id: string | null = null): Run {
  return { run_id, start_time, parent_run_id, name: run_id } as Run;
}

describe('what trains now', () => {
  const listeners = new Map<string, ILiveListener>();
  let running: Record<string, Run[]>;
  let searches: string[];
  let training: Training;

  beforeEach(() => {
    vi.useFakeTimers();
    listeners.clear();
    running = { default: [] };
    searches = [];
    const lab = {
      api: {
        projects: () => Promise.resolve(Object.keys(running).map(name => ({ name }))),
        searchRuns: ({ project }: { project: string }) => {
          searches.push(project);
          return Promise.resolve({ runs: running[project], next_page_token: null, total: null });
        }
      },
      live: {
        listen: (topics: string[], listener: ILiveListener) => {
          topics.forEach(topic => listeners.set(topic, listener));
          return { isDisposed: false, dispose: () => undefined };
        }
      }
    };
    training = new Training(lab as unknown as ILab);
  });

  afterEach(() => {
    training.stop();
    vi.useRealTimers();
  });

  function shown(): string[] {
    return training.state.runs.map(({ run_id }) => run_id);
  }

  it('is the running runs of all projects, newest first, without children', async () => {
    running = { default: [run('a', 1), run('child', 9, 'a')], vision: [run('b', 2)] };
    await training.start();
    expect(shown()).toEqual(['b', 'a']);
  });

  it('follows what the server tells, asking once for many changes', async () => {
    await training.start();
    searches = [];
    running = { default: [run('a', 1)] };
    const created = { topic: 'project:default', kind: 'run.created', data: { run_id: 'a' } };
    listeners.get('project:default')!.changed([created, created]);
    listeners.get('project:default')!.changed([created]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown()).toEqual(['a']);
    expect(searches).toEqual(['default']);
  });

  it('asks nothing while nothing happens, nor for what is no run', async () => {
    await training.start();
    searches = [];
    const renamed = { topic: 'project:default', kind: 'experiment.updated', data: {} };
    listeners.get('project:default')!.changed([renamed]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(searches).toEqual([]);
  });

  it('learns of projects that come', async () => {
    await training.start();
    running = { default: [], fresh: [run('c', 3)] };
    listeners.get('projects')!.changed([{ topic: 'projects', kind: 'project.created', data: {} }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toEqual(['c']);
    expect(listeners.has('project:fresh')).toBe(true);
  });

  it('shows nothing once it was stopped', async () => {
    running = { default: [run('a', 1)] };
    await training.start();
    training.stop();
    expect(shown()).toEqual([]);
  });
});
