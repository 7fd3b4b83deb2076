import { describe, expect, it } from 'vitest';
import { formatAgo, formatDelta, formatDuration, formatNumber, formatTick } from '../format';

describe('numbers', () => {
  it('show the digits that matter', () => {
    expect(formatNumber(0.913381)).toBe('0.9134');
    expect(formatNumber(12480)).toBe((12480).toLocaleString());
    expect(formatNumber(0.00000031)).toBe('3.10e−7');
    expect(formatNumber(-2.5)).toBe('−2.500');
    expect(formatNumber(0)).toBe('0');
  });

  it('keep what JSON cannot write', () => {
    expect(formatNumber('NaN')).toBe('NaN');
    expect(formatNumber('-Infinity')).toBe('−∞');
    expect(formatNumber(null)).toBe('');
  });

  it('are short on an axis', () => {
    const written = [0.02, 0.84, 0.1, -2.5, 100, 12_480, 1.5e-7, 2e12].map(formatTick);
    const large = (12_480).toLocaleString();
    expect(written).toEqual(['0.02', '0.84', '0.1', '−2.5', '100', large, '1.5e−7', '2e12']);
  });

  it('say which way a change went', () => {
    expect(formatDelta(0.25)).toBe('+0.2500');
    expect(formatDelta(-3)).toBe('−3');
  });
});

describe('times', () => {
  it('are as fine as they are short', () => {
    expect(formatDuration(420)).toBe('0.4 s');
    expect(formatDuration(59_900)).toBe('59 s');
    expect(formatDuration(200_000)).toBe('3 min 20 s');
    expect(formatDuration(18_120_000)).toBe('5 h 02 min');
    expect(formatDuration(187_200_000)).toBe('2 d 4 h');
  });

  it('never lie in the future because of a clock that is ahead', () => {
    expect(formatAgo(1_500, 1_000, 'en')).toBe('now');
    expect(formatAgo(0, 180_000, 'en')).toBe('3 minutes ago');
  });
});
