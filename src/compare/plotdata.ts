import type { Run } from '../api/types';
import { fromWire } from '../api/types';

/** Something that runs can be placed by: a metric's last value or a param. */
export interface IMeasure {
  readonly kind: 'metric' | 'param';
  readonly key: string;
}

/** Return what the runs can be placed by: metrics of the code first, those of most runs before others, then params that differ. */
export function measuresOf(runs: readonly Run[]): IMeasure[] {
  const metrics = new Map<string, number>();
  for (const key of runs.flatMap(run => Object.keys(run.metrics))) {
    metrics.set(key, (metrics.get(key) ?? 0) + 1);
  }
  const params = new Set(runs.flatMap(run => Object.keys(run.params)));
  const own = [...metrics]
    .filter(([key]) => !key.startsWith('system/'))
    .sort(([one, many], [other, more]) => more - many || one.localeCompare(other))
    .map(([key]) => key);
  const varying = [...params]
    .filter(key => new Set(runs.map(run => run.params[key])).size > 1)
    .sort();
  return [
    ...own.map(key => ({ kind: 'metric' as const, key })),
    ...varying.map(key => ({ kind: 'param' as const, key }))
  ];
}

/** Return a measure's name as a filter would write it. */
export function nameOf(measure: IMeasure): string {
  return `${measure.kind}s.${measure.key}`;
}

/** Return where a run stands by a measure: a number, a text, or null where it has neither. */
export function placeOf(run: Run, measure: IMeasure): number | string | null {
  if (measure.kind === 'metric') {
    const summary = run.metrics[measure.key];
    const value = summary ? fromWire(summary.last) : Number.NaN;
    return Number.isFinite(value) ? value : null;
  }
  const text = run.params[measure.key];
  if (text === undefined) {
    return null;
  }
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}

/** Return the pairs of numbers that runs have for two measures, each with its run. */
export function pairsOf(
  runs: readonly Run[],
  x: IMeasure,
  y: IMeasure
): { run: Run; x: number; y: number }[] {
  return runs.flatMap(run => {
    const at = placeOf(run, x);
    const value = placeOf(run, y);
    return typeof at === 'number' && typeof value === 'number' ? [{ run, x: at, y: value }] : [];
  });
}

/** An axis of parallel coordinates. */
export interface IAxis {
  readonly name: string;
  /** The texts of an axis that has them, in order; null for numbers. */
  readonly categories: readonly string[] | null;
}

/** Return the axes for some measures, and each run's place on them; runs that lack one are left out. */
export function parallelOf(
  runs: readonly Run[],
  measures: readonly IMeasure[]
): { axes: IAxis[]; lines: { run: Run; values: (number | string)[] }[] } {
  const axes = measures.map(measure => {
    const places = runs.map(run => placeOf(run, measure));
    const texts = places.some(place => typeof place === 'string');
    const categories = texts
      ? [...new Set(places.filter(place => place !== null).map(String))].sort()
      : null;
    return { name: nameOf(measure), categories };
  });
  const lines = runs.flatMap(run => {
    const values = measures.map((measure, index) => {
      const place = placeOf(run, measure);
      return place !== null && axes[index].categories ? String(place) : place;
    });
    return values.every((value): value is number | string => value !== null)
      ? [{ run, values }]
      : [];
  });
  return { axes, lines };
}

/** Return where each number stands between the least and the greatest, from 0 to 1; texts stand by their order. */
export function spread(places: readonly (number | string)[]): number[] {
  const texts = [...new Set(places.filter(place => typeof place === 'string'))].sort();
  const numbers = places.map(place => (typeof place === 'string' ? texts.indexOf(place) : place));
  const low = numbers.reduce((least, value) => Math.min(least, value), Infinity);
  const high = numbers.reduce((most, value) => Math.max(most, value), -Infinity);
  return numbers.map(value => (high > low ? (value - low) / (high - low) : 0));
}
