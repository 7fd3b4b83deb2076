import { clippedRange, type ICurveSettings, type ILine } from './data';
import { powerTicks, roundTicks } from './ticks';

/** One chart of a picture. */
export interface IPanel {
  readonly title: string;
  readonly lines: readonly ILine[];
}

export interface IPictureStyle {
  readonly ink: string;
  readonly faint: string;
  readonly ground: string;
  readonly font: string;
}

export interface IPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 480;
const HEIGHT = 250;
const LEFT = 64;
const RIGHT = 12;
const TOP = 28;
const BOTTOM = 30;
const LEGEND_ROW = 18;
const LEGEND_COLUMN = 240;
const NAME = 32;

/** Draw charts, two in a row, and say below which colour is which run. */
export function drawCurves(
  panels: readonly IPanel[],
  legend: readonly { name: string; color: string }[],
  settings: ICurveSettings,
  style: IPictureStyle,
  formatX: (x: number) => string,
  formatY: (y: number) => string
): IPicture {
  const across = Math.min(2, Math.max(1, panels.length));
  const width = across * WIDTH;
  const drawn = Math.ceil(panels.length / across) * HEIGHT;
  const perRow = Math.floor((width - LEFT) / LEGEND_COLUMN);
  const height = drawn + 16 + Math.ceil(legend.length / perRow) * LEGEND_ROW;
  const parts = panels.map((panel, place) => {
    const x = (place % across) * WIDTH;
    const y = Math.floor(place / across) * HEIGHT;
    const body = drawPanel(panel, `clip${place}`, settings, style, formatX, formatY);
    return `<g transform="translate(${x} ${y})">${body}</g>`;
  });
  const names = legend.map(({ name, color }, place) => {
    const x = LEFT + (place % perRow) * LEGEND_COLUMN;
    const y = drawn + 14 + Math.floor(place / perRow) * LEGEND_ROW;
    const short = name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name;
    return (
      `<path d="M${x} ${y - 4}h16" stroke="${color}" stroke-width="3"/>` +
      `<text x="${x + 22}" y="${y}" fill="${style.ink}">${escaped(short)}</text>`
    );
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${escaped(style.font)}" font-size="11">` +
    `<rect width="100%" height="100%" fill="${style.ground}"/>${parts.join('')}${names.join('')}</svg>`;
  return { svg, width, height };
}

function drawPanel(
  { title, lines }: IPanel,
  clip: string,
  settings: ICurveSettings,
  style: IPictureStyle,
  formatX: (x: number) => string,
  formatY: (y: number) => string
): string {
  const [x0, x1] = widened(extentOf(lines.flatMap(line => line.x)));
  const clipped = settings.clip ? clippedRange(lines) : null;
  const values = lines.flatMap(line => [...line.y, ...(line.low ?? []), ...(line.high ?? [])]);
  const known = values.filter((value): value is number => value !== null);
  const [y0, y1] = widened(clipped ?? extentOf(known), settings.log);
  const scale = settings.log ? Math.log10 : (value: number): number => value;
  const across = (x: number): number => LEFT + ((x - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const up = (y: number): number =>
    HEIGHT - BOTTOM - ((scale(y) - scale(y0)) / (scale(y1) - scale(y0))) * (HEIGHT - TOP - BOTTOM);
  const bottom = HEIGHT - BOTTOM;
  const right = WIDTH - RIGHT;
  const marks = [
    ...roundTicks(x0, x1, 5).map(
      tick =>
        `<path d="M${at(across(tick))} ${TOP}V${bottom}" stroke="${style.faint}"/>` +
        `<text x="${at(across(tick))}" y="${bottom + 15}" text-anchor="middle" fill="${style.ink}">${escaped(formatX(tick))}</text>`
    ),
    ...(settings.log ? powerTicks(y0, y1) : roundTicks(y0, y1, 5)).map(
      tick =>
        `<path d="M${LEFT} ${at(up(tick))}H${right}" stroke="${style.faint}"/>` +
        `<text x="${LEFT - 6}" y="${at(up(tick) + 4)}" text-anchor="end" fill="${style.ink}">${escaped(formatY(tick))}</text>`
    )
  ];
  const curves = lines.map(line => {
    const band =
      line.low && line.high
        ? `<path d="${bandPath(line.x, line.low, line.high, across, up)}" fill="${line.color}" opacity="0.15"/>`
        : '';
    return `${band}<path d="${linePath(line.x, line.y, across, up)}" fill="none" stroke="${line.color}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"/>`;
  });
  return (
    `<text x="${LEFT}" y="18" font-weight="bold" font-size="12" fill="${style.ink}">${escaped(title)}</text>` +
    `<clipPath id="${clip}"><rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${bottom - TOP}"/></clipPath>` +
    `${marks.join('')}<g clip-path="url(#${clip})">${curves.join('')}</g>`
  );
}

type Scale = (value: number) => number;

function linePath(
  xs: readonly number[],
  ys: readonly (number | null)[],
  across: Scale,
  up: Scale
): string {
  let pen = 'M';
  let path = '';
  xs.forEach((x, place) => {
    const y = ys[place];
    if (y === null) {
      pen = 'M';
    } else {
      // a point between gaps is drawn as a dot: a line of no length with round ends
      path += `${pen}${at(across(x))} ${at(up(y))}${pen === 'M' ? 'h0' : ''}`;
      pen = 'L';
    }
  });
  return path;
}

function bandPath(
  xs: readonly number[],
  low: readonly (number | null)[],
  high: readonly (number | null)[],
  across: Scale,
  up: Scale
): string {
  const places = xs
    .map((_, place) => place)
    .filter(place => low[place] !== null && high[place] !== null);
  const there = places.map(place => `${at(across(xs[place]))} ${at(up(high[place] as number))}`);
  const back = places.map(place => `${at(across(xs[place]))} ${at(up(low[place] as number))}`);
  return places.length > 0 ? `M${[...there, ...back.reverse()].join('L')}Z` : '';
}

function extentOf(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Make room where all is one value. */
function widened([low, high]: readonly [number, number], log = false): [number, number] {
  const floor = log && low <= 0 ? high / 1e6 || 1e-6 : low;
  if (high > floor) {
    return [floor, high];
  }
  return log
    ? [floor / 2, floor * 2]
    : [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2];
}

function at(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, char => `&#${char.charCodeAt(0)};`);
}
