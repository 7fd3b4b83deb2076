import { StateDB } from '@jupyterlab/statedb';
import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ILab, ILive, ILiveListener } from '../../api/tokens';
import { ExperimentsModel } from '../model';
import { aRun, ManyRuns } from './runs';

const EXPERIMENT = {
  experiment_id: '1',
  project: 'default',
  name: 'one',
  note: '',
  artifact_location: '',
  tags: {},
  run_count: 3,
  running_count: 0,
  created_at: 0,
  updated_at: 0,
  deleted_at: null
};

let topics: string[];
let ears: ILiveListener[];
let calls: string[];
let server: ManyRuns;

function aLab(): ILab {
  const live: ILive = {
    connected: true,
    connectedChanged: new Signal({} as ILive),
    listen: (asked, listener) => {
      topics = [...asked];
      ears = [listener];
      return new DisposableDelegate(() => {
        topics = [];
        ears = [];
      });
    }
  };
  const told = <T>(name: string, answer: T): (() => Promise<T>) => {
    return () => {
      calls.push(name);
      return Promise.resolve(answer);
    };
  };
  const api = Object.assign(server, {
    projects: told('projects', [{ name: 'default' }]),
    experiments: told('experiments', [EXPERIMENT]),
    views: told('views', []),
    keys: told('keys', { metrics: ['system/cpu', 'auc', 'loss', 'a', 'b'], params: [], tags: [] })
  });
  return { api: api as unknown as ILab['api'], live };
}

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  topics = [];
  ears = [];
  server = new ManyRuns(3);
});
afterEach(() => vi.useRealTimers());

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2000);
}

it('does nothing until somebody looks, and nothing once they look away', async () => {
  const model = new ExperimentsModel(aLab(), null, 'default');
  await settled();
  expect([...calls, ...server.asked]).toEqual([]);

  await model.wake();
  await settled();
  expect(model.runs.row(0)?.run_id).toBe('r0');
  expect(topics).toEqual(['project:default', 'experiment:1']);

  model.sleep();
  calls = [];
  server.asked.length = 0;
  await settled();
  expect([...calls, ...server.asked, ...topics]).toEqual([]);
});

it('shows the most common metrics, the system’s left out, until others are chosen', async () => {
  const model = new ExperimentsModel(aLab(), null, 'default');
  await model.wake();
  expect(model.metricKeys).toEqual(['auc', 'loss', 'a']);
  model.change({ metrics: ['b'] });
  await settled();
  expect(server.asked.at(-1)).toMatchObject({ metric_keys: ['b'], sparkline_keys: ['b'] });
});

it('remembers where it was', async () => {
  const memory = new StateDB();
  const before = new ExperimentsModel(aLab(), memory, 'default');
  await before.wake();
  before.chooseExperiment('1');
  before.change({ filter: 'metrics.auc > 1', groupBy: 'seed' });
  await before.pin('r1');
  await settled();

  const after = new ExperimentsModel(aLab(), memory, 'default');
  await after.wake();
  await settled();
  expect(after.state).toMatchObject({ experimentId: '1', baselineId: 'r1' });
  expect(after.state.query).toMatchObject({ filter: 'metrics.auc > 1', groupBy: 'seed' });
  expect(after.state.baseline).toEqual(aRun('r1', { params: { fresh: 'yes' } }));
});

it('learns of a metric that nobody knew', async () => {
  const model = new ExperimentsModel(aLab(), null, 'default');
  await model.wake();
  calls = [];
  const keys = { brandnew: { last: 1, last_step: 1, count: 1 } };
  const data = { run_id: 'r1', experiment_id: '1', keys };
  ears[0]?.changed([{ topic: 'experiment:1', kind: 'run.points', data }]);
  await settled();
  expect(calls).toEqual(['keys']);
});
