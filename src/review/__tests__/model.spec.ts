import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/errors';
import type { ILab } from '../../api/tokens';
import type { Transition } from '../../api/types';
import { ReviewModel } from '../model';
import { stepsOf } from '../steps';

function transition(given: Partial<Transition>): Transition {
  return {
    transition_id: 't1',
    project: 'default',
    name: 'churn',
    version: 2,
    target: 'production',
    state: 'awaiting approval',
    subject_digest: 'one',
    gates: [],
    approvals: [],
    ended_at: null,
    ...given
  } as Transition;
}

describe('a promotion under review', () => {
  let now: Transition;
  let model: ReviewModel;

  beforeEach(() => {
    now = transition({});
    const lab = {
      api: {
        get: (path: string) => Promise.resolve(path.endsWith('/review') ? { metrics: [] } : now),
        send: vi.fn(() => Promise.reject(new ApiError(409, { code: 'conflict', message: 'stale' })))
      },
      live: { listen: () => ({ isDisposed: false, dispose: () => undefined }) }
    };
    model = new ReviewModel(lab as unknown as ILab, 'default', 't1');
  });

  it('holds an approval to what was shown first, not to what it has become', async () => {
    await model.load();
    now = transition({ subject_digest: 'two' });
    await model.load();
    expect([model.state.seen, model.outdated]).toEqual(['one', true]);
    model.look();
    expect([model.state.seen, model.outdated]).toEqual(['two', false]);
  });

  it('says why a decision was refused, and shows what there is now', async () => {
    await model.load();
    now = transition({ state: 'validating', subject_digest: null });
    expect(await model.decide(control => control.approve('t1', 'one', ''))).toBe(false);
    expect(model.state.refusal).toBe('stale');
    expect(model.state.transition?.state).toBe('validating');
    expect(model.state.busy).toBe(false);
  });
});

describe('the steps of a promotion', () => {
  it.each([
    ['validating', null, ['done', 'now', 'ahead', 'ahead']],
    ['awaiting approval', null, ['done', 'done', 'now', 'ahead']],
    ['approved', null, ['done', 'done', 'done', 'now']],
    ['live', 1, ['done', 'done', 'done', 'done']],
    ['failed', 1, ['done', 'stopped', 'ahead', 'ahead']]
  ] as const)('show how far %s is', (state, ended_at, steps) => {
    expect(stepsOf(transition({ state, ended_at }))).toEqual(steps);
  });

  it('stop at the approval where somebody rejected it', () => {
    const gates = [{ state: 'passed' }] as Transition['gates'];
    const approvals = [{ decision: 'reject' }] as Transition['approvals'];
    expect(stepsOf(transition({ state: 'rejected', ended_at: 1, gates, approvals }))[2]).toBe(
      'stopped'
    );
  });
});
