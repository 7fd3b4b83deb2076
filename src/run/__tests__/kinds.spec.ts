import { describe, expect, it } from 'vitest';
import { kindOf, readTable } from '../kinds';

describe('how a file is shown', () => {
  it.each([
    ['plots/roc.PNG', '', 'image'],
    ['errors.table.json', 'application/json', 'table'],
    ['a.json', 'application/json', 'json'],
    ['train.log', 'text/plain', 'text'],
    ['model.pkl', 'application/octet-stream', 'none'],
    ['report.html', 'text/html', 'html']
  ])('%s', (path, type, kind) => {
    expect(kindOf(path, type)).toBe(kind);
  });
});

describe('a table', () => {
  it('is read from CSV with quotes, commas and line breaks', () => {
    expect(readTable('a.csv', 'a,b\n1,"x, ""y""\nz"\r\n2,\n')).toEqual({
      columns: ['a', 'b'],
      rows: [
        ['1', 'x, "y"\nz'],
        ['2', '']
      ]
    });
  });

  it('is read from JSON in split form', () => {
    expect(
      readTable('a.table.json', '{"columns":["a"],"data":[[1],[null],[{"b":2}]]}')?.rows
    ).toEqual([['1'], [''], ['{"b":2}']]);
  });

  it('is not made of other JSON', () => {
    expect(readTable('a.table.json', '[1, 2]')).toBeNull();
  });
});
