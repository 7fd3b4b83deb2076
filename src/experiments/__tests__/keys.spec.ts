import { beforeEach, describe, expect, it } from 'vitest';
import { gridKey } from '../keys';
import { type IRowSource, Selection } from '../selection';

let selection: Selection;
let opened: string[];

beforeEach(() => {
  selection = new Selection();
  opened = [];
});

const ROWS: IRowSource = {
  runAt: row => `r${row}`,
  read: () => {
    throw new Error('All rows are held.');
  }
};

function press(key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}): boolean {
  const event = { key, shiftKey: false, ctrlKey: false, metaKey: false, ...more };
  return gridKey(event, {
    total: 10,
    page: 4,
    selection,
    rows: ROWS,
    open: runId => opened.push(runId)
  });
}

describe('keys in the list', () => {
  it('move, and stop at both ends', () => {
    press('ArrowUp');
    expect(selection.state.active).toBe(0);
    press('End');
    press('ArrowDown');
    expect(selection.state.active).toBe(9);
    press('PageUp');
    expect(selection.state.active).toBe(5);
  });

  it('select with Space, extend with Shift, select all, and leave with Escape', () => {
    press('ArrowDown');
    press(' ');
    press('ArrowDown', { shiftKey: true });
    expect([...selection.state.chosen]).toEqual(['r1', 'r2']);
    press('a', { ctrlKey: true });
    expect(selection.state.chosen.size).toBe(10);
    press('Escape');
    expect(selection.state.chosen.size).toBe(0);
  });

  it('open with Enter, and leave other keys alone', () => {
    press('Home');
    press('Enter');
    expect(opened).toEqual(['r0']);
    expect(press('x')).toBe(false);
    expect(press('Escape')).toBe(false);
  });
});

describe('choosing with the pointer', () => {
  it('extends from the last row that was chosen, in both directions', () => {
    selection.go(5);
    selection.extend(3, ROWS);
    expect([...selection.state.chosen].sort()).toEqual(['r3', 'r4', 'r5']);
    selection.toggle(4, row => `r${row}`);
    expect([...selection.state.chosen].sort()).toEqual(['r3', 'r5']);
  });
});
