import type { Comparison, MetricSummary, Run } from '../api/types';
import { fromWire } from '../api/types';
import { formatDelta, formatNumber } from '../components/format';

/** The parts of the table, in the order they stand. */
export const groups = ['metrics', 'params', 'tags', 'datasets', 'environment', 'packages'] as const;
export type Group = (typeof groups)[number];

/** One row: a name and a value for each run, the baseline's first. */
export interface IRow {
  readonly group: Group;
  readonly name: string;
  readonly cells: readonly ICell[];
  readonly differs: boolean;
  readonly numeric: boolean;
}

export interface ICell {
  readonly text: string;
  /** For metrics, how far it is from the baseline's. */
  readonly delta: string;
  readonly differs: boolean;
}

/** Return the runs as columns: the baseline first, the others as they were named. */
export function columnsOf(comparison: Comparison): Run[] {
  const { runs, baseline } = comparison;
  return [...runs].sort(
    (one, other) => Number(other.run_id === baseline) - Number(one.run_id === baseline)
  );
}

/** Return the rows of the table; with `onlyDifferent`, those whose values are not all the same. */
export function rowsOf(comparison: Comparison, onlyDifferent: boolean): IRow[] {
  const order = columnsOf(comparison).map(run => comparison.runs.indexOf(run));
  const rows: IRow[] = [];
  for (const group of groups) {
    const found =
      group === 'metrics'
        ? comparison.metrics.map(one => metricRow(one.name, pick(one.values, order), one.differs))
        : comparison[group].map(one =>
            textRow(group, one.name, pick(one.values, order), one.differs)
          );
    rows.push(...found.filter(row => row.differs || !onlyDifferent));
  }
  return rows;
}

function pick<T>(values: readonly T[], order: readonly number[]): T[] {
  return order.map(index => values[index]);
}

function textRow(
  group: Group,
  name: string,
  values: readonly (string | null)[],
  differs: boolean
): IRow {
  const cells = values.map(value => ({
    text: value ?? '',
    delta: '',
    differs: value !== values[0]
  }));
  const given = values.filter(value => value !== null);
  const numeric = given.length > 0 && given.every(value => value !== '' && !isNaN(Number(value)));
  return { group, name, cells, differs, numeric };
}

function metricRow(
  name: string,
  values: readonly (MetricSummary | null)[],
  differs: boolean
): IRow {
  const [first] = values;
  const cells = values.map((value, place) => {
    const delta =
      place > 0 && value && first ? fromWire(value.last) - fromWire(first.last) : Number.NaN;
    return {
      text: value ? formatNumber(value.last) : '',
      delta: Number.isFinite(delta) && delta !== 0 ? formatDelta(delta) : '',
      differs: value?.last !== first?.last
    };
  });
  return { group: 'metrics', name, cells, differs, numeric: true };
}
