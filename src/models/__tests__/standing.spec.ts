import { describe, expect, it } from 'vitest';
import type { TargetState } from '../../api/types';
import { against, championOf, type IStanding, metricOf, NO_STANDING } from '../standing';
import { nextTarget } from '../ways';

function target(name: string, live_version: number | null): TargetState {
  return { target: name, live_version } as TargetState;
}

function standing(given: Partial<IStanding>): IStanding {
  return { ...NO_STANDING, ...given };
}

describe('a version against the champion', () => {
  const figures = {
    1: { auc: 0.9, loss: 0.3 },
    2: { auc: 0.92 },
    3: { auc: 'NaN' as const, recall: 0.5 }
  };

  it('takes the live version of the last target that has one for the champion', () => {
    expect(championOf([target('staging', 3), target('production', 1)])).toBe(1);
    expect(championOf([target('staging', 3), target('production', null)])).toBe(3);
    expect(championOf([target('staging', null)])).toBeNull();
  });

  it('compares by the metric that was set, where a version has it', () => {
    const found = standing({ figures, champion: 1 });
    expect(metricOf(found, 'recall')).toBe('recall');
    expect(metricOf(found, 'f1')).toBe('auc');
  });

  it('compares by a metric of the champion before one that it lacks', () => {
    const found = standing({
      figures: { 1: { loss: 1 }, 2: { auc: 1 }, 3: { auc: 1 } },
      champion: 1
    });
    expect(metricOf(found, '')).toBe('loss');
    expect(metricOf(NO_STANDING, '')).toBe('');
  });

  it('tells how much better or worse it is', () => {
    const found = standing({ figures, champion: 1 });
    expect(against(found, 2, 'auc').delta).toBeCloseTo(0.02);
    expect(against(found, 1, 'auc')).toEqual({ value: 0.9, delta: null });
  });

  it('tells no difference where a value is missing or no number', () => {
    const found = standing({ figures, champion: 1 });
    expect(against(found, 3, 'auc')).toEqual({ value: 'NaN', delta: null });
    expect(against(found, 3, 'recall').delta).toBeNull();
    expect(against(standing({ figures }), 2, 'auc').delta).toBeNull();
  });
});

describe('the target that a button begins with', () => {
  it('is the first that the version is not live for', () => {
    const targets = [target('staging', 2), target('production', 1)];
    expect(nextTarget(targets, 2)?.target).toBe('production');
    expect(nextTarget(targets, 3)?.target).toBe('staging');
  });

  it('is the last where the version is live everywhere', () => {
    expect(nextTarget([target('staging', 2), target('production', 2)], 2)?.target).toBe(
      'production'
    );
    expect(nextTarget([], 2)).toBeUndefined();
  });
});
