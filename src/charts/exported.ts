import type { Curve } from '../api/types';
import { csvLine } from '../components/file';

/** A run as a chart names and colours it. */
export interface ICharted {
  readonly runId: string;
  readonly name: string;
  readonly color: string;
}

/** What the charts of a page are zoomed to, by `zoomName`. */
export type Zooms = Map<string, readonly [number, number]>;

/** Return the name of a chart among the zooms of its page. */
export function zoomName(metric: string, runIds: readonly string[]): string {
  return `${metric} ${runIds.join(',')}`;
}

/** One chart that can go out, as it is shown. */
export interface IExported {
  readonly title: string;
  readonly metric: string;
  readonly runs: readonly ICharted[];
  /** What is zoomed to; null: all of it. */
  readonly span: readonly [number, number] | null;
}

/** Return a chart as its page shows it. */
export function exportedOf(
  title: string,
  metric: string,
  runs: readonly ICharted[],
  zooms: Zooms
): IExported {
  const name = zoomName(
    metric,
    runs.map(run => run.runId)
  );
  return { title, metric, runs, span: zooms.get(name) ?? null };
}

/** A chart with the points that it shows. */
export interface IReadChart extends IExported {
  readonly curves: readonly Curve[];
}

/** Write the points as CSV: a line for each, or for as many as one place of a long curve stands for. */
export function curvesCsv(charts: readonly IReadChart[], axis: string): string {
  const lines = [['metric', 'run_id', 'run', axis, 'mean', 'min', 'max', 'count']];
  for (const { runs, curves } of charts) {
    const names = new Map(runs.map(run => [run.runId, run.name]));
    for (const curve of curves) {
      curve.x.forEach((x, place) => {
        const values = [curve.mean, curve.min, curve.max].map(column =>
          String(column[place] ?? '')
        );
        const name = names.get(curve.run_id) ?? '';
        const count = String(curve.count[place]);
        lines.push([curve.key, curve.run_id, name, String(x), ...values, count]);
      });
    }
  }
  return lines.map(csvLine).join('');
}
