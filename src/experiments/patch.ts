import type { FreshPoints } from '../api/tokens';
import { fromWire, type MetricSummary, type Run, type WireNumber } from '../api/types';

const MOST_POINTS = 64;

/** Return the run with what was just logged to the series of `keys`, in numbers and sparklines. */
export function withPoints(run: Run, fresh: FreshPoints, keys: readonly string[]): Run {
  const metrics = { ...run.metrics };
  const sparklines = { ...run.sparklines };
  for (const key of keys) {
    if (key in fresh) {
      metrics[key] = withLast(metrics[key], key, fresh[key]);
      sparklines[key] = withPoint(sparklines[key] ?? [], fresh[key].last);
    }
  }
  return { ...run, metrics, sparklines };
}

function withLast(
  summary: MetricSummary | undefined,
  key: string,
  fresh: FreshPoints[string]
): MetricSummary {
  const value = fromWire(fresh.last);
  const known = (one: WireNumber | null | undefined): number[] =>
    one === null || one === undefined ? [] : [fromWire(one)];
  const values = Number.isNaN(value) ? [] : [value];
  const low = [...known(summary?.min), ...values];
  const high = [...known(summary?.max), ...values];
  return {
    key,
    mean: summary?.mean ?? null,
    first_step: summary?.first_step ?? fresh.last_step,
    nan_count: summary?.nan_count ?? 0,
    last: fresh.last,
    last_step: fresh.last_step,
    last_time: Date.now(),
    max_step: Math.max(summary?.max_step ?? fresh.last_step, fresh.last_step),
    min: low.length > 0 ? Math.min(...low) : null,
    max: high.length > 0 ? Math.max(...high) : null,
    count: fresh.count
  };
}

/** Append a point; a line that grows long loses every other one of its older points. */
function withPoint(line: readonly WireNumber[], point: WireNumber): WireNumber[] {
  const longer = [...line, point];
  return longer.length <= MOST_POINTS ? longer : longer.filter((_, index) => index % 2 === 1);
}
