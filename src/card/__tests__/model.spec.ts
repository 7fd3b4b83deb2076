import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/errors';
import type { FreshPoints, ILab, ILiveListener } from '../../api/tokens';
import type { Run } from '../../api/types';
import { RunCard, cardData } from '../model';

function run(status: string, last?: number): Run {
  const loss = { key: 'loss', last, last_step: 1, count: 2, min: last, max: last };
  const metrics = last === undefined ? {} : { loss, 'system/cpu': { ...loss, key: 'system/cpu' } };
  return { run_id: 'r1', status, metrics, params: {}, sparklines: {} } as unknown as Run;
}

describe('the card of a run', () => {
  let listener: ILiveListener | null;
  let answer: () => Promise<Run>;
  let asked: number;
  let stored: boolean;
  let card: RunCard;

  beforeEach(() => {
    vi.useFakeTimers();
    listener = null;
    asked = 0;
    stored = true;
    answer = () => Promise.resolve(run('running', 0.5));
    const curve = { run_id: 'r1', key: 'loss', mean: [1, null, 0.5] };
    const lab = {
      api: {
        resolveRun: (runId: string) => Promise.resolve(stored ? [runId] : []),
        run: () => {
          asked += 1;
          return answer();
        },
        curves: () => Promise.resolve({ curves: [curve] })
      },
      live: {
        listen: (_: string[], given: ILiveListener) => {
          listener = given;
          return { isDisposed: false, dispose: () => (listener = null) };
        }
      }
    };
    card = new RunCard(lab as unknown as ILab, 'r1');
  });

  afterEach(() => {
    card.sleep();
    vi.useRealTimers();
  });

  async function hears(kind: string, keys?: FreshPoints): Promise<void> {
    listener?.changed([{ topic: 'run:r1', kind, data: { run_id: 'r1', ...(keys && { keys }) } }]);
    await vi.advanceTimersByTimeAsync(500);
  }

  it('asks nothing until it can be seen', () => {
    expect([asked, listener]).toEqual([0, null]);
  });

  it('shows metrics with their course, and leaves the machine out', async () => {
    card.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(card.metricKeys).toEqual(['loss']);
    expect(card.state.run?.sparklines['loss']).toEqual([1, 'NaN', 0.5]);
  });

  it('takes new points from the channel without asking', async () => {
    card.wake();
    await vi.advanceTimersByTimeAsync(0);
    await hears('run.points', { loss: { last: 0.25, last_step: 9, count: 10 } });
    expect(card.state.run?.metrics['loss']?.last).toBe(0.25);
    expect(card.state.run?.sparklines['loss']?.at(-1)).toBe(0.25);
    expect(asked).toBe(1);
  });

  it('asks again once the run has ended', async () => {
    card.wake();
    await vi.advanceTimersByTimeAsync(0);
    answer = () => Promise.resolve(run('finished', 0.1));
    await hears('run.updated');
    expect(card.state.run?.status).toBe('finished');
  });

  it('waits for a run that is not stored yet', async () => {
    stored = false;
    card.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(card.state).toMatchObject({ missing: true, error: '' });
    expect(asked).toBe(0);
    stored = true;
    await hears('run.created');
    expect(card.state).toMatchObject({ missing: false, run: { run_id: 'r1' } });
  });

  it('says so when a run it showed has gone for good', async () => {
    card.wake();
    await vi.advanceTimersByTimeAsync(0);
    const body = { code: 'not_found', message: 'No such run.' };
    answer = () => Promise.reject(new ApiError(404, body));
    await hears('run.deleted');
    expect(card.state).toMatchObject({ missing: true, error: '' });
  });

  it('rests while nobody can see it', async () => {
    card.wake();
    await vi.advanceTimersByTimeAsync(0);
    card.sleep();
    expect(listener).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(1);
  });
});

describe('what an output says', () => {
  it('needs an id and nothing else', () => {
    expect(cardData({ run_id: '0123456789abcdef' })).toMatchObject({ name: '01234567' });
    expect(cardData({ run_id: 7 })).toBeNull();
    expect(cardData(undefined)).toBeNull();
  });
});
