import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ILab, ILiveListener } from '../../api/tokens';
import type { MetricSummary, Run } from '../../api/types';
import { metricKeys, ownTags, REDRAW_MS, RunModel } from '../model';

const loss = { key: 'loss', last: 1, last_step: 0, count: 1 } as MetricSummary;
const run = {
  run_id: 'r1',
  name: 'first',
  project: 'default',
  child_count: 0,
  parent_run_id: null,
  metrics: { loss, 'system/cpu': { ...loss, key: 'system/cpu' }, loss10: loss, loss9: loss },
  tags: { b: '2', a: '1', 'mlflow.user': 'ada' }
} as unknown as Run;

function lab(): { lab: ILab; heard: () => ILiveListener; asked: ReturnType<typeof vi.fn> } {
  let listener: ILiveListener | null = null;
  const asked = vi.fn(() => Promise.resolve(run));
  const dispose = vi.fn();
  const fake = {
    api: { run: asked, updateRun: vi.fn(() => Promise.reject(new Error('refused'))) },
    live: {
      listen: (_: string[], one: ILiveListener) => {
        listener = one;
        return { dispose, isDisposed: false };
      }
    }
  };
  return { lab: fake as unknown as ILab, heard: () => listener as ILiveListener, asked };
}

describe('a run that somebody looks at', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it('takes new last values over at once and redraws curves a few times a second', async () => {
    const { lab: one, heard } = lab();
    const model = new RunModel(one, 'r1');
    model.watch();
    await vi.runAllTimersAsync();
    const before = model.state.pointsVersion;
    for (let step = 1; step <= 5; step++) {
      const keys = { loss: { last: 1 / step, last_step: step, count: step + 1 } };
      heard().changed([{ topic: 'run:r1', kind: 'run.points', data: { keys } }]);
    }
    expect(model.state.run?.metrics['loss'].last).toBe(0.2);
    expect(model.state.pointsVersion).toBe(before);
    await vi.advanceTimersByTimeAsync(REDRAW_MS);
    expect(model.state.pointsVersion).toBe(before + 1);
  });

  it('asks anew when a metric is new', async () => {
    const { lab: one, heard, asked } = lab();
    const model = new RunModel(one, 'r1');
    model.watch();
    await vi.runAllTimersAsync();
    const keys = { auc: { last: 1, last_step: 1, count: 1 } };
    heard().changed([{ topic: 'run:r1', kind: 'run.points', data: { keys } }]);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('says why a change was refused', async () => {
    const model = new RunModel(lab().lab, 'r1');
    expect(await model.change({ name: 'x' })).toBe(false);
    expect(model.state.refusal).toContain('refused');
  });
});

describe('what is listed', () => {
  it('sorts metrics by name and number and keeps the machine apart', () => {
    expect(metricKeys(run, false)).toEqual(['loss', 'loss9', 'loss10']);
    expect(metricKeys(run, true)).toEqual(['system/cpu']);
  });

  it('leaves out tags that clients keep for themselves', () => {
    expect(ownTags(run)).toEqual([
      ['a', '1'],
      ['b', '2']
    ]);
  });
});
