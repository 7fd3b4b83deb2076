import { describe, expect, it } from 'vitest';
import { placeAfter } from '../grid';

const extent = { rows: 11, columns: 4, page: 5 };

function press(key: string, row: number, column: number, ctrlKey = false): number[] | null {
  const place = placeAfter({ key, ctrlKey, metaKey: false }, { row, column }, extent);
  return place && [place.row, place.column];
}

describe('keys in the comparison', () => {
  it.each([
    ['ArrowDown', 2, 1, [3, 1]],
    ['ArrowUp', 0, 1, [0, 1]],
    ['ArrowRight', 2, 3, [2, 3]],
    ['ArrowLeft', 2, 3, [2, 2]],
    ['PageDown', 8, 0, [10, 0]],
    ['PageUp', 8, 0, [3, 0]],
    ['Home', 5, 2, [5, 0]],
    ['End', 5, 2, [5, 3]]
  ])('%s from %i, %i', (key, row, column, expected) => {
    expect(press(key, row, column)).toEqual(expected);
  });

  it('go to the corners with Control', () => {
    expect(press('Home', 5, 2, true)).toEqual([0, 0]);
    expect(press('End', 5, 2, true)).toEqual([10, 3]);
    expect(press('ArrowDown', 5, 2, true)).toEqual([10, 2]);
  });

  it('that mean nothing are left alone', () => {
    expect(press('x', 1, 1)).toBeNull();
    expect(press('Enter', 1, 1)).toBeNull();
  });
});
