import { fromWire, type WireNumber } from '../api/types';

const DIGITS = 4;
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000]
];

/** Write a number with the digits that matter: `0.9134`, `12,480`, `3.1e-7`, `NaN`, `∞`. */
export function formatNumber(given: WireNumber | null | undefined): string {
  if (given === null || given === undefined) {
    return '';
  }
  const value = fromWire(given);
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) {
    return value.toLocaleString().replace('-', '−');
  }
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e9)
      ? value.toExponential(DIGITS - 2)
      : size >= 10 ** DIGITS
        ? Math.round(value).toLocaleString()
        : value.toPrecision(size < 0.1 ? DIGITS - 1 : DIGITS);
  return text.replace(/^-/, '−').replace('e-', 'e−').replace('e+', 'e');
}

/** Write a number of an axis, as short as it can be: `0.02`, `−5`, `1e−7`. */
export function formatTick(value: number): string {
  const text = formatNumber(value);
  const whole = Number.isInteger(value) || Math.abs(value) >= 10 ** DIGITS;
  // whole numbers are written as the reader's country does, whose points may stand for thousands
  return whole && Math.abs(value) < 1e9 ? text : text.replace(/\.?0+($|e)/, '$1');
}

/** Write any value of JSON: numbers with the digits that matter, nothing for null. */
export function formatValue(value: unknown): string {
  if (typeof value === 'number') {
    return formatNumber(value);
  }
  return typeof value === 'string'
    ? value
    : (JSON.stringify(value ?? '') ?? '').replace(/^""$/, '');
}

/** Write a change with its sign. */
export function formatDelta(delta: number): string {
  return delta > 0 ? `+${formatNumber(delta)}` : formatNumber(delta);
}

/** Write a span of milliseconds: `0.4 s`, `12 s`, `3 min 20 s`, `5 h 02 min`, `2 d 4 h`. */
export function formatDuration(millis: number): string {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${Math.floor(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${two(seconds % 60)} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${two(minutes % 60)} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Write when something was, as seen from `now`: `3 minutes ago`. */
export function formatAgo(millis: number, now: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const passed = millis - now;
  for (const [unit, length] of UNITS) {
    if (Math.abs(passed) >= length) {
      return format.format(Math.round(passed / length), unit);
    }
  }
  return format.format(Math.min(0, Math.round(passed / 1000)), 'second');
}

/** Write the exact moment, in the reader's own zone. */
export function formatMoment(millis: number): string {
  return new Date(millis).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
