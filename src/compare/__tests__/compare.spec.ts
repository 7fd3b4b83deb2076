import { describe, expect, it } from 'vitest';
import type { Comparison, MetricSummary, Run } from '../../api/types';
import { lineDiff } from '../diff';
import { toCsv, toLatex } from '../export';
import { measuresOf, pairsOf, parallelOf, placeOf, spread } from '../plotdata';
import { columnsOf, rowsOf } from '../rows';

const summary = (last: MetricSummary['last']): MetricSummary => ({ last }) as MetricSummary;
const run = (run_id: string, params: Record<string, string>, auc?: MetricSummary['last']): Run =>
  ({
    run_id,
    name: `run ${run_id}`,
    params,
    metrics: auc === undefined ? {} : { auc: summary(auc), 'system/cpu': summary(1) }
  }) as unknown as Run;

const a = run('a', { lr: '0.1', model: 'gbm', same: '1' }, 0.8);
const b = run('b', { lr: '0.2', model: 'lr_1', same: '1' }, 0.9);
const c = run('c', { lr: '0.3', same: '1' }, 'NaN');
const comparison = {
  baseline: 'b',
  runs: [a, b, c],
  params: [
    { name: 'lr', values: ['0.1', '0.2', '0.3'], differs: true },
    { name: 'model', values: ['gbm', 'lr_1', null], differs: true },
    { name: 'same', values: ['1', '1', '1'], differs: false }
  ],
  metrics: [{ name: 'auc', values: [summary(0.8), summary(0.9), null], differs: true }],
  tags: [],
  datasets: [],
  environment: [],
  packages: [],
  code: []
} as unknown as Comparison;

describe('the table', () => {
  it('begins with the baseline and holds the others against it', () => {
    expect(columnsOf(comparison).map(one => one.run_id)).toEqual(['b', 'a', 'c']);
    const [auc, lr] = rowsOf(comparison, true);
    expect(auc.cells.map(cell => [cell.text, cell.delta, cell.differs])).toEqual([
      ['0.9000', '', false],
      ['0.8000', '−0.100', true],
      ['', '', true]
    ]);
    expect(lr.numeric).toBe(true);
  });

  it('shows what is the same only when asked', () => {
    expect(rowsOf(comparison, true).map(row => row.name)).toEqual(['auc', 'lr', 'model']);
    expect(rowsOf(comparison, false).map(row => row.name)).toContain('same');
  });
});

describe('what goes out', () => {
  const runs = columnsOf(comparison);
  const rows = rowsOf(comparison, true);

  it('is CSV that a spreadsheet does not run', () => {
    const csv = toCsv(
      [{ ...runs[0], name: '=1+1,"x"' }],
      [{ ...rows[1], cells: [rows[1].cells[0]] }]
    );
    expect(csv).toBe(`,,"'=1+1,""x"""\r\nparams,lr,0.2\r\n`);
  });

  it('is LaTeX with its own characters escaped', () => {
    const latex = toLatex(runs, rows);
    expect(latex).toContain('model & lr\\_1 & gbm &  \\\\');
    expect(
      toLatex([], [{ ...rows[0], name: 'x', cells: [{ text: '−1', delta: '', differs: false }] }])
    ).toContain('x & $-$1');
    expect(latex).toContain('\\toprule');
  });
});

describe('where runs stand', () => {
  it('knows metrics of the code and params that differ', () => {
    expect(measuresOf([a, b, c]).map(one => one.key)).toEqual(['auc', 'lr', 'model']);
  });

  it('puts metrics of most runs first', () => {
    const rare = { ...a, metrics: { ...a.metrics, 'a rare one': summary(1) } };
    const keys = measuresOf([rare, b, c]).map(one => one.key);
    expect(keys.slice(0, 2)).toEqual(['auc', 'a rare one']);
  });

  it('is spread from the least to the greatest', () => {
    expect(spread([3, 1, 2])).toEqual([1, 0, 0.5]);
    expect(spread(['b', 'a', 'c'])).toEqual([0.5, 0, 1]);
    expect(spread([2, 2])).toEqual([0, 0]);
  });

  it('tells numbers, texts and nothing apart', () => {
    expect(placeOf(a, { kind: 'param', key: 'lr' })).toBe(0.1);
    expect(placeOf(a, { kind: 'param', key: 'model' })).toBe('gbm');
    expect(placeOf(c, { kind: 'metric', key: 'auc' })).toBeNull();
  });

  it('leaves out of a drawing who lacks a place in it', () => {
    const [auc, lr, model] = measuresOf([a, b, c]);
    expect(pairsOf([a, b, c], lr, auc).map(pair => [pair.x, pair.y])).toEqual([
      [0.1, 0.8],
      [0.2, 0.9]
    ]);
    const { axes, lines } = parallelOf([a, b, c], [model, lr]);
    expect(axes[0].categories).toEqual(['gbm', 'lr_1']);
    expect(lines.map(line => line.values)).toEqual([
      ['gbm', 0.1],
      ['lr_1', 0.2]
    ]);
  });
});

describe('a diff', () => {
  const written = (before: string, after: string): string =>
    lineDiff(before, after)
      .map(line => `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.text}`)
      .join('|');

  it.each([
    ['a\nb\nc', 'a\nx\nc', ' a|-b|+x| c'],
    ['a', 'a\nb', ' a|+b'],
    ['a\nb\nc\nd', 'b\nd\ne', '-a| b|-c| d|+e'],
    ['same', 'same', ' same']
  ])('from %j to %j', (before, after, expected) => {
    expect(written(before, after)).toBe(expected);
  });
});
