import { describe, expect, it } from 'vitest';
import { lineDiff } from '../diff';
import {
  changedPart,
  foldSame,
  type IDiffRow,
  numbered,
  paired,
  readUnified,
  valueLines
} from '../diffrows';

const shown = (row: IDiffRow | null): string =>
  row ? `${row.before ?? ''}|${row.after ?? ''}|${row.text}` : '-';

describe('the lines of a diff', () => {
  it('are numbered on either side', () => {
    expect(numbered(lineDiff('a\nb\nc', 'a\nx\nc')).map(shown)).toEqual([
      '1|1|a',
      '2||b',
      '|2|x',
      '3|3|c'
    ]);
  });

  it('of a text that was not there are all new', () => {
    expect(lineDiff(null, 'a\n').map(line => line.kind)).toEqual(['added', 'added']);
    expect(lineDiff('', 'a').map(line => line.kind)).toEqual(['removed', 'added']);
    expect(lineDiff(null, null)).toEqual([]);
  });

  it('stand beside what took their place', () => {
    const rows = numbered(lineDiff('a\nb\nc', 'x\ny\nc\nd'));
    expect(paired(rows).map(({ left, right }) => [shown(left), shown(right)])).toEqual([
      ['1||a', '|1|x'],
      ['2||b', '|2|y'],
      ['3|3|c', '3|3|c'],
      ['-', '|4|d']
    ]);
  });

  it('are folded where nothing changed for long', () => {
    const before = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const after = before.map((line, at) => (at === 10 ? 'changed' : line));
    const parts = foldSame(numbered(lineDiff(before.join('\n'), after.join('\n'))));
    expect(parts.map(part => ('folded' in part ? part.folded.length : part.text))).toEqual([
      7,
      'line 7',
      'line 8',
      'line 9',
      'line 10',
      'changed',
      'line 11',
      'line 12',
      'line 13',
      6
    ]);
  });

  it('are marked only where they differ', () => {
    expect(changedPart('lr = 0.1', 'lr = 0.25')).toEqual({ start: 7, end: 0 });
    expect(changedPart('abc', 'abc')).toEqual({ start: 3, end: 0 });
    expect(changedPart('f(x, 1)', 'f(x, 22)')).toEqual({ start: 5, end: 1 });
  });
});

describe('values with names', () => {
  it('differ one by one, the old before the new', () => {
    const lines = valueLines({ a: '1', b: '2', gone: 'x' }, { a: '1', b: '3', fresh: 'y' });
    expect(lines).toEqual([
      { kind: 'removed', text: 'b = 2', name: 'b' },
      { kind: 'added', text: 'b = 3', name: 'b' },
      { kind: 'added', text: 'fresh = y', name: 'fresh' },
      { kind: 'removed', text: 'gone = x', name: 'gone' }
    ]);
  });
});

describe('values of one name', () => {
  it('stand beside each other, whatever came and went around them', () => {
    const lines = valueLines({ a: '1', lr: '2' }, { lr: '3', z: '4' });
    const rows = lines.map(line => ({ ...line, before: null, after: null }));
    expect(paired(rows).map(({ left, right }) => [left?.text, right?.text])).toEqual([
      ['a = 1', undefined],
      ['lr = 2', 'lr = 3'],
      [undefined, 'z = 4']
    ]);
  });
});

describe('a unified diff', () => {
  it('is read with the numbers of its lines', () => {
    const text =
      '--- one\n+++ other\n@@ -4,2 +5,2 @@ def f():\n same\n-old\n+new\n@@ -9 +9 @@\n---x';
    const [first, second] = readUnified(text);
    expect(first.rows.map(shown)).toEqual(['4|5|same', '5||old', '|6|new']);
    expect(first.place).toContain('def f()');
    expect(second.rows.map(shown)).toEqual(['9||--x']);
    expect(readUnified('')).toEqual([]);
  });
});
