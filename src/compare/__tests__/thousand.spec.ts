import { describe, expect, it } from 'vitest';
import type { Comparison, Run } from '../../api/types';
import { toCsv, toLatex } from '../export';
import { measuresOf, pairsOf, parallelOf } from '../plotdata';
import { columnsOf, rowsOf } from '../rows';

const RUNS = 1000;
const PARAMS = 40;
const METRICS = 20;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const runs = numbers(RUNS).map(
  number =>
    ({
      run_id: `id${number}`,
      name: `run ${number}`,
      params: Object.fromEntries(numbers(PARAMS).map(p => [`p${p}`, String((number * p) % 97)])),
      metrics: Object.fromEntries(
        numbers(METRICS).map(m => [`m${m}`, { last: Math.sin(number * (m + 1)) }])
      )
    }) as unknown as Run
);
const comparison = {
  baseline: 'id999',
  runs,
  params: numbers(PARAMS).map(p => {
    const values = runs.map(run => run.params[`p${p}`]);
    return { name: `p${p}`, values, differs: p > 0 };
  }),
  metrics: numbers(METRICS).map(m => {
    const values = runs.map(run => run.metrics[`m${m}`]);
    return { name: `m${m}`, values, differs: true };
  }),
  tags: [],
  datasets: [],
  environment: [],
  packages: numbers(300).map(p => ({
    name: `package-${p}`,
    values: runs.map(() => '1.0'),
    differs: false
  })),
  code: []
} as unknown as Comparison;

describe('a thousand runs', () => {
  const columns = columnsOf(comparison);
  const rows = rowsOf(comparison, false);

  it('stand beside each other, each value below its run', () => {
    expect(columns).toHaveLength(RUNS);
    expect(columns[0].run_id).toBe('id999');
    expect(rows).toHaveLength(METRICS + PARAMS + 300);
    for (const place of [0, 1, 500, 999]) {
      const cells = rows.filter(row => row.group === 'params').map(row => row.cells[place].text);
      expect(cells).toEqual(numbers(PARAMS).map(p => columns[place].params[`p${p}`]));
    }
    expect(rowsOf(comparison, true)).toHaveLength(METRICS + PARAMS - 1);
  });

  it('have places on every axis, and pairs for every two', () => {
    const measures = measuresOf(columns);
    expect(measures).toHaveLength(METRICS + PARAMS - 1);
    const { axes, lines } = parallelOf(columns, measures);
    expect(axes).toHaveLength(measures.length);
    expect(lines).toHaveLength(RUNS);
    expect(pairsOf(columns, measures[0], measures[30])).toHaveLength(RUNS);
  });

  it('go out as CSV and LaTeX with a field for each', () => {
    const [head, first] = toCsv(columns, rows).split('\r\n');
    expect(head.split(',')).toHaveLength(RUNS + 2);
    expect(first.split(',')).toHaveLength(RUNS + 2);
    expect(toLatex(columns, rows.slice(0, 1)).match(/ & /g)).toHaveLength(2 * RUNS);
  });
});
