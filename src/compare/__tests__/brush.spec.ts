import { describe, expect, it } from 'vitest';
import { brushedLines, brushedPoints } from '../brush';

const states = (active: number[], inactive: number[]) => ({
  getRawIndicesByActiveState: (state: 'active' | 'inactive') =>
    state === 'active' ? active : inactive
});

describe('a brush', () => {
  it('that no line passes is not the same as none', () => {
    expect(brushedLines(states([], [0, 1, 2]))).toEqual([]);
    expect(brushedLines(states([], []))).toBeNull();
    expect(brushedLines(states([1], [0, 2]))).toEqual([1]);
    expect(brushedLines(states([0, 1], []))).toEqual([0, 1]);
  });

  it('without a point in it is not the same as none', () => {
    const told = (areas: number, dataIndex: number[]) => ({
      batch: [{ areas: Array(areas).fill({}), selected: [{ seriesIndex: 0, dataIndex }] }]
    });
    expect(brushedPoints(told(1, []))).toEqual([]);
    expect(brushedPoints(told(0, []))).toBeNull();
    expect(brushedPoints(told(1, [3]))).toEqual([3]);
    expect(brushedPoints({ batch: [{ areas: [{}], selected: [] }] })).toEqual([]);
    expect(brushedPoints({})).toBeNull();
  });
});
