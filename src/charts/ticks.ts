/** What rounding may take from a number that stands on an edge. */
const EDGE = 1e-9;

/** Return round numbers between two others, about `count` of them. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) {
    return [low];
  }
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find(one => one * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - EDGE);
  const last = Math.floor(high / step + EDGE);
  // counted in whole steps, so that no rounding error adds up
  return Array.from({ length: last - first + 1 }, (_, at) => tidy((first + at) * step));
}

/** Return powers of ten between two positive numbers; where there are fewer than two, round numbers. */
export function powerTicks(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - EDGE);
  const last = Math.floor(Math.log10(high) + EDGE);
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => 10 ** (first + at));
  return all.length < 2
    ? roundTicks(low, high, 4)
    : all.filter((_, at) => at % Math.ceil(all.length / 7) === 0);
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
