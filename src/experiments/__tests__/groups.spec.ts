import { describe, expect, it } from 'vitest';
import { groupRuns, spreadOf } from '../groups';
import { aMetric, aRun } from './runs';

describe('groups', () => {
  it('put runs with the same value together, with mean and sample deviation', () => {
    const runs = [0.8, 0.9, 1.0].map((auc, seed) =>
      aRun(`g${seed}`, { params: { model: 'gbm' }, metrics: { auc: aMetric('auc', auc) } })
    );
    const other = aRun('x', { metrics: { auc: aMetric('auc', 0.5) } });
    const [gbm, none] = groupRuns([...runs, other], 'model', ['auc', 'missing']);

    expect(gbm).toMatchObject({ value: 'gbm', runIds: ['g0', 'g1', 'g2'] });
    expect(gbm?.metrics['auc']?.mean).toBeCloseTo(0.9);
    expect(gbm?.metrics['auc']?.std).toBeCloseTo(0.1);
    expect(gbm?.metrics['missing']).toBeUndefined();
    expect(none).toMatchObject({ value: null, runIds: ['x'] });
  });

  it('have no deviation where there is one run, and leave NaN out', () => {
    expect(spreadOf([0.5])).toEqual({ mean: 0.5, std: null, count: 1 });
    expect(spreadOf([NaN, 2])).toEqual({ mean: 2, std: null, count: 1 });
    expect(spreadOf([NaN])).toBeNull();
  });
});
