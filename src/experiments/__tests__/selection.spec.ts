import { describe, expect, it } from 'vitest';
import { gridKey } from '../keys';
import { RunList } from '../runlist';
import { type IRowSource, Selection } from '../selection';
import { ManyRuns } from './runs';

const RUNS = 12_345;

async function listOf(server: ManyRuns): Promise<{ list: RunList; rows: IRowSource }> {
  const list = new RunList(server);
  list.ask({
    project: 'default',
    experimentIds: null,
    filter: "params.model = 'gbm'",
    orderBy: '',
    deleted: false,
    metricKeys: ['auc'],
    paramKeys: []
  });
  await settled();
  return {
    list,
    rows: {
      runAt: row => list.row(row)?.run_id,
      read: (first, last, signal) => list.ids(first, last, signal)
    }
  };
}

function settled(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20));
}

describe('choosing rows that were never in sight', () => {
  it('chooses every run that the question finds, and holds none of them', async () => {
    const server = new ManyRuns(RUNS);
    const { list, rows } = await listOf(server);
    const selection = new Selection();
    server.asked.length = 0;
    selection.chooseAll(RUNS, rows);
    expect(selection.state.reading).toEqual({ done: 200, total: RUNS });
    await settled();

    expect(selection.state.reading).toBeNull();
    expect(selection.state.chosen.size).toBe(RUNS);
    expect(selection.state.chosen.has(`r${RUNS - 1}`)).toBe(true);
    expect(list.row(5000)).toBeUndefined();
    expect(server.asked).toHaveLength(3);
    expect(server.asked[0]).toMatchObject({ filter: "params.model = 'gbm'", metric_keys: [] });
  });

  it('extends to the end with Shift, over what was jumped across', async () => {
    const server = new ManyRuns(RUNS);
    const { rows } = await listOf(server);
    const selection = new Selection();
    selection.go(10_000);
    const held = { shiftKey: true, ctrlKey: false, metaKey: false };
    const grid = { total: RUNS, page: 10, selection, rows, open: () => undefined };
    gridKey({ key: 'End', ...held }, grid);
    await settled();
    expect(selection.state.active).toBe(RUNS - 1);
    expect(selection.state.chosen.size).toBe(RUNS - 10_000);
    expect(selection.state.chosen.has('r10000')).toBe(true);
    expect(selection.state.chosen.has('r9999')).toBe(false);
  });

  it('keeps what was chosen when it is called off, and takes nothing in late', async () => {
    const server = new ManyRuns(RUNS);
    const { rows } = await listOf(server);
    const selection = new Selection();
    selection.choose(['r7']);
    selection.extend(RUNS - 1, rows);
    selection.stop();
    expect(selection.state.reading).toBeNull();
    await settled();
    expect([...selection.state.chosen]).toEqual(['r7']);
  });

  it('says why it could not', async () => {
    const server = new ManyRuns(RUNS);
    const { rows } = await listOf(server);
    const selection = new Selection();
    server.refuse = new Error('The server is away.');
    selection.chooseAll(RUNS, rows);
    await settled();
    expect(selection.state).toMatchObject({ reading: null, error: 'The server is away.' });
    expect(selection.state.chosen.size).toBe(0);
    selection.stop();
    expect(selection.state.error).toBe('');
  });
});
