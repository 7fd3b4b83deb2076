import { describe, expect, it } from 'vitest';
import type { Curve } from '../../api/types';
import { plainSettings } from '../data';
import { curvesCsv, exportedOf, zoomName, type Zooms } from '../exported';
import { drawCurves } from '../picture';
import { powerTicks, roundTicks } from '../ticks';

const style = { ink: '#000', faint: '#ccc', ground: '#fff', font: '"A", sans-serif' };
const line = (y: (number | null)[]) => ({
  runId: 'a',
  label: 'a',
  color: '#123456',
  x: y.map((_, at) => at),
  y
});

function svgOf(y: (number | null)[], more = {}): Document {
  const { svg } = drawCurves(
    [{ title: 'loss <1> & "more"', lines: [line(y)] }],
    [{ name: 'a & b', color: '#123456' }],
    { ...plainSettings, ...more },
    style,
    String,
    String
  );
  return new DOMParser().parseFromString(svg, 'image/svg+xml');
}

const curve = (document: Document): string =>
  document.querySelector('g[clip-path] path')?.getAttribute('d') ?? '';

describe('a picture of curves', () => {
  it('is well-formed, whatever the names', () => {
    const document = svgOf([1, 2, 3]);
    expect(document.querySelector('parsererror')).toBeNull();
    expect(document.documentElement.textContent).toContain('loss <1> & "more"');
    expect(document.documentElement.textContent).toContain('a & b');
  });

  it('keeps gaps, and draws what is alone as a dot', () => {
    const path = curve(svgOf([1, null, 2, 3]));
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path.match(/L/g)).toHaveLength(1);
  });

  it.each([
    ['one value', [5, 5, 5], {}],
    ['nothing', [null, null], {}],
    ['zero', [0], {}],
    ['a logarithm of zero', [null, 1e-3, 10], { log: true }],
    ['the farthest left out', Array.from({ length: 100 }, (_, at) => at ** 4), { clip: true }]
  ])('has a place for %s', (_, y, more) => {
    expect(svgOf(y, more).documentElement.outerHTML).not.toMatch(/NaN|Infinity/);
  });
});

describe('ticks', () => {
  it('are round numbers within the span', () => {
    expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundTicks(-3, 17, 5)).toEqual([0, 5, 10, 15]);
    expect(roundTicks(0.1, 0.3, 2)).toEqual([0.1, 0.2, 0.3]);
    expect(roundTicks(2, 2, 5)).toEqual([2]);
  });

  it('are powers of ten on a logarithmic scale, where there are some', () => {
    expect(powerTicks(0.001, 10)).toEqual([0.001, 0.01, 0.1, 1, 10]);
    expect(powerTicks(2, 8)).toEqual([2, 4, 6, 8]);
  });
});

describe('points as CSV', () => {
  it('say what each stands for', () => {
    const runs = [{ runId: 'a', name: 'one, two', color: '' }];
    const zooms: Zooms = new Map([[zoomName('loss', ['a']), [1, 2]]]);
    const chart = exportedOf('loss', 'loss', runs, zooms);
    expect(chart.span).toEqual([1, 2]);
    const found = { run_id: 'a', key: 'loss', x: [1, 2], mean: [0.5, null], min: [0.4, null] };
    const curves = [{ ...found, max: [0.6, null], count: [3, 1] } as unknown as Curve];
    expect(curvesCsv([{ ...chart, curves }], 'step')).toBe(
      'metric,run_id,run,step,mean,min,max,count\r\n' +
        'loss,a,"one, two",1,0.5,0.4,0.6,3\r\n' +
        'loss,a,"one, two",2,,,,1\r\n'
    );
  });
});
