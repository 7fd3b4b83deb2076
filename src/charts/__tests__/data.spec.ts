import { describe, expect, it } from 'vitest';
import type { Curve } from '../../api/types';
import { aligned, clippedRange, colorOf, lineOf, plainSettings, smoothed, trend } from '../data';

const curve: Curve = {
  run_id: 'r',
  key: 'loss',
  exact: false,
  x: [0, 1, 2],
  mean: [1, null, -3],
  min: [0, null, -4],
  max: [2, null, 'Infinity'],
  last: [1, null, -3],
  count: [5, 5, 5]
};

describe('a line', () => {
  it('keeps gaps and shows the span that a point stands for', () => {
    const line = lineOf(curve, 'a', colorOf(0), plainSettings);
    expect(line.y).toEqual([1, null, -3]);
    expect(line.low).toEqual([0, null, -4]);
    expect(line.high).toEqual([2, null, null]);
  });

  it('leaves out what a logarithm has no place for', () => {
    expect(lineOf(curve, 'a', 'red', { ...plainSettings, log: true }).y).toEqual([1, null, null]);
  });

  it('has no span once it is smoothed', () => {
    expect(lineOf(curve, 'a', 'red', { ...plainSettings, smoothing: 0.5 }).low).toBeUndefined();
  });
});

describe('smoothing', () => {
  it('leaves a constant as it is, from the first point on', () => {
    const values = smoothed([2, 2, null, 2], 0.9);
    expect(values[2]).toBeNull();
    expect(values.map(value => value?.toFixed(6) ?? null)).toEqual([
      '2.000000',
      '2.000000',
      null,
      '2.000000'
    ]);
  });

  it('weighs what came before', () => {
    expect(smoothed([0, 1], 0.5)[1]).toBeCloseTo(2 / 3);
  });
});

describe('clipping', () => {
  it('is not thrown by one far value', () => {
    const y = Array.from({ length: 200 }, (_, index) => index / 200);
    y[7] = 1e9;
    const range = clippedRange([{ runId: 'r', label: '', color: '', x: y, y }]);
    expect(range?.[1]).toBeLessThan(2);
  });

  it('says nothing of a few values', () => {
    expect(clippedRange([{ runId: 'r', label: '', color: '', x: [1], y: [1] }])).toBeNull();
  });
});

describe('lines on one axis', () => {
  it('tells gaps from places between points', () => {
    const data = aligned([
      { x: [0, 2], columns: [[1, null]] },
      { x: [1, 2], columns: [[5, 6]] }
    ]);
    expect(data).toEqual([
      [0, 1, 2],
      [1, undefined, null],
      [undefined, 5, 6]
    ]);
  });
});

describe('a trend', () => {
  it('fits a straight line', () => {
    const fit = trend([
      [0, 1],
      [1, 3],
      [2, 5]
    ]);
    expect(fit?.slope).toBeCloseTo(2);
    expect(fit?.intercept).toBeCloseTo(1);
    expect(fit?.r2).toBeCloseTo(1);
  });

  it('is none where x does not change', () => {
    expect(
      trend([
        [1, 1],
        [1, 2]
      ])
    ).toBeNull();
  });
});
