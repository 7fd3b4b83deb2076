import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/errors';
import { RunList } from '../runlist';
import type { IRunQuestion } from '../tokens';
import { ManyRuns } from './runs';

const QUESTION: IRunQuestion = {
  project: 'default',
  experimentIds: null,
  filter: '',
  orderBy: '',
  deleted: false,
  metricKeys: ['auc'],
  paramKeys: []
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000);
}

describe('a list of very many runs', () => {
  it('holds the pages in sight and their neighbours', async () => {
    const server = new ManyRuns(100_000);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();

    expect(list.state.total).toBe(100_000);
    expect(list.row(0)?.run_id).toBe('r0');
    expect(list.row(199)?.run_id).toBe('r199');
    expect(list.row(200)).toBeUndefined();
    expect(server.asked).toHaveLength(2);
  });

  it('asks straight for a row far down, and for nothing when back at it', async () => {
    const server = new ManyRuns(100_000);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();
    server.asked.length = 0;

    list.show(99_950, 99_999);
    await settled();
    expect(list.row(99_950)?.run_id).toBe('r99950');
    expect(list.row(50_000)).toBeUndefined();
    expect(server.asked[0]).toMatchObject({ page_token: '200', offset: 99_700 });
    expect(server.asked).toHaveLength(2);

    list.show(20_000, 20_020);
    await settled();
    server.asked.length = 0;
    list.show(99_950, 99_999);
    await settled();
    expect(server.asked).toHaveLength(0);
  });

  it('goes on by token from where it jumped to', async () => {
    const server = new ManyRuns(100_000);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();
    list.show(50_000, 50_020);
    await settled();
    server.asked.length = 0;

    list.show(50_200, 50_220);
    await settled();
    expect(server.asked[0]).toMatchObject({ page_token: '50200', offset: 0 });
  });

  it('asks for what is in sight, not for all that a dragged scrollbar passed', async () => {
    const server = new ManyRuns(100_000);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();
    server.asked.length = 0;
    for (let row = 1_000; row < 100_000; row += 1_000) {
      list.show(row, row + 20);
    }
    await settled();
    expect(server.asked.length).toBeLessThanOrEqual(5);
    expect(list.row(99_010)?.run_id).toBe('r99010');
  });

  it('lets go of what is far away', async () => {
    const list = new RunList(new ManyRuns(100_000));
    list.ask(QUESTION);
    for (let row = 0; row < 10_000; row += 100) {
      list.show(row, row + 20);
      await settled();
    }
    expect(list.row(0)).toBeUndefined();
    expect(list.indexOf('r0')).toBe(-1);
    expect(list.row(9_900)?.run_id).toBe('r9900');
  });

  it('keeps what it shows when a filter is refused, and does not ask again by itself', async () => {
    const server = new ManyRuns(300);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();
    server.refuse = new ApiError(400, { code: 'invalid', message: 'No, at column 3.' });
    list.ask({ ...QUESTION, filter: 'x' });
    await settled();
    server.asked.length = 0;
    list.show(0, 20);
    await settled();

    expect(list.state.error?.message).toBe('No, at column 3.');
    expect(list.row(0)?.run_id).toBe('r0');
    expect(server.asked).toHaveLength(0);
  });
});

describe('what happens meanwhile', () => {
  const about = (runId: string, more: object = {}): Record<string, unknown> => ({
    run_id: runId,
    experiment_id: '1',
    ...more
  });

  it('shows a point without asking', async () => {
    const server = new ManyRuns(3);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();
    server.asked.length = 0;
    const keys = { auc: { last: 0.9, last_step: 7, count: 8 }, hidden: { last: 1 } };
    list.hear([{ topic: 'experiment:1', kind: 'run.points', data: about('r1', { keys }) }]);

    expect(list.row(1)?.metrics['auc']).toMatchObject({ last: 0.9, last_step: 7, count: 8 });
    expect(list.row(1)?.sparklines['auc']).toEqual([0.9]);
    expect(list.row(1)?.metrics['hidden']).toBeUndefined();
    expect(server.asked).toHaveLength(0);
  });

  it('shows a new state at once and reads the rest a little later', async () => {
    const list = new RunList(new ManyRuns(3));
    list.ask(QUESTION);
    await settled();
    const data = about('r2', { status: 'failed', name: 'other' });
    list.hear([{ topic: 'experiment:1', kind: 'run.updated', data }]);
    expect(list.row(2)).toMatchObject({ status: 'failed', name: 'other' });

    await settled();
    expect(list.row(2)?.params).toEqual({ fresh: 'yes' });
  });

  it('counts new runs and lets them in when asked', async () => {
    const list = new RunList(new ManyRuns(3));
    list.ask(QUESTION);
    await settled();
    list.hear([{ topic: 'experiment:1', kind: 'run.created', data: about('r9') }]);
    expect(list.state.fresh).toBe(1);

    list.reload();
    await settled();
    expect(list.state.fresh).toBe(0);
  });

  it('asks for nothing once paused', async () => {
    const server = new ManyRuns(3);
    const list = new RunList(server);
    list.ask(QUESTION);
    await settled();
    list.hear([{ topic: 'experiment:1', kind: 'run.deleted', data: about('r1') }]);
    list.pause();
    server.asked.length = 0;
    await settled();
    expect(server.asked).toHaveLength(0);
  });
});
