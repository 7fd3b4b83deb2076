import type { Curve, WireNumber } from '../api/types';
import { fromWire } from '../api/types';

/** How curves are shown; the same for all charts of a page. */
export interface ICurveSettings {
  /** `step`, `time`, `relative` or the key of a metric. */
  readonly x: string;
  readonly log: boolean;
  /** Weight of what came before, 0 (none) to 0.99. */
  readonly smoothing: number;
  /** Leave out the farthest values when the scale is chosen. */
  readonly clip: boolean;
}

export const plainSettings: ICurveSettings = { x: 'step', log: false, smoothing: 0, clip: false };

/** One line of a chart. */
export interface ILine {
  readonly runId: string;
  readonly label: string;
  readonly color: string;
  readonly x: number[];
  readonly y: (number | null)[];
  /** The span of what one point stands for; absent where every point is itself. */
  readonly low?: (number | null)[];
  readonly high?: (number | null)[];
}

/** Colours that can be told apart on light and on dark ground. */
export const palette = [
  '#3b82c4',
  '#e07b39',
  '#2e9e6b',
  '#c45fa0',
  '#b8941f',
  '#4aa8c9',
  '#8d77d6',
  '#d1574f',
  '#7a8a3c',
  '#8a8f98'
] as const;

/** Return the colour of the n-th run. */
export function colorOf(index: number): string {
  return palette[index % palette.length];
}

const FROM = [59, 130, 196];
const TO = [224, 123, 57];

/** Return the colour of a place between 0 and 1, from blue to orange. */
export function shadeOf(place: number): string {
  const mixed = FROM.map((from, at) => Math.round(from + (TO[at] - from) * place));
  return `rgb(${mixed.join(', ')})`;
}

/** Make a line of what the server sent. */
export function lineOf(
  curve: Curve,
  label: string,
  color: string,
  settings: ICurveSettings
): ILine {
  const y = smoothed(curve.mean.map(finite), settings.smoothing).map(value =>
    shown(value, settings.log)
  );
  const spans = !curve.exact && settings.smoothing === 0;
  return {
    runId: curve.run_id,
    label,
    color,
    x: curve.x,
    y,
    low: spans ? curve.min.map(finite).map(value => shown(value, settings.log)) : undefined,
    high: spans ? curve.max.map(finite).map(value => shown(value, settings.log)) : undefined
  };
}

/**
 * Smooth with an exponential moving average, freed of its bias towards zero at the start (Kingma and Ba,
 * "Adam", 2015, section 3). Gaps stay gaps.
 */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) {
    return [...values];
  }
  let average = 0;
  let trust = 1;
  return values.map(value => {
    if (value === null) {
      return null;
    }
    average = weight * average + (1 - weight) * value;
    trust *= weight;
    return average / (1 - trust);
  });
}

/** Return the span that holds all but the farthest hundredth of the values at either end. */
export function clippedRange(lines: readonly ILine[]): [number, number] | null {
  const values = lines.flatMap(line => line.y.filter((value): value is number => value !== null));
  if (values.length < 20) {
    return null;
  }
  values.sort((one, other) => one - other);
  const low = values[Math.floor(values.length * 0.01)];
  const high = values[Math.ceil(values.length * 0.99) - 1];
  const margin = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - margin, high + margin];
}

/** Return one x for all lines and each line's values at it: null is a gap, undefined a place between its points. */
export function aligned(
  lines: readonly { x: readonly number[]; columns: readonly (readonly (number | null)[])[] }[]
): [number[], ...(number | null | undefined)[][]] {
  const xs = [...new Set(lines.flatMap(line => line.x))].sort((one, other) => one - other);
  const place = new Map(xs.map((x, index) => [x, index]));
  const columns = lines.flatMap(line =>
    line.columns.map(values => {
      const column = new Array<number | null | undefined>(xs.length).fill(undefined);
      line.x.forEach((x, index) => {
        column[place.get(x) ?? 0] = values[index];
      });
      return column;
    })
  );
  return [xs, ...columns];
}

/** Fit a straight line by least squares; null where there is none to fit. */
export function trend(
  points: readonly (readonly [number, number])[]
): { slope: number; intercept: number; r2: number } | null {
  const count = points.length;
  if (count < 2) {
    return null;
  }
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  if (xx === 0) {
    return null;
  }
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, r2: yy === 0 ? 1 : (xy * xy) / (xx * yy) };
}

function finite(value: WireNumber | null): number | null {
  const number = value === null ? Number.NaN : fromWire(value);
  return Number.isFinite(number) ? number : null;
}

function shown(value: number | null, log: boolean): number | null {
  return log && value !== null && value <= 0 ? null : value;
}
