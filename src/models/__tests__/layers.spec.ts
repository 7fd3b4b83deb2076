import { describe, expect, it } from 'vitest';
import type { LineageGraph } from '../../api/types';
import { layered, neighbour } from '../layers';

function graph(nodes: string, ...edges: string[]): LineageGraph {
  return {
    nodes: [...nodes].map(id => ({ id, kind: 'run', label: id, detail: '', link: '' })),
    edges: edges.map(([source, target]) => ({ source, target, label: '' }))
  };
}

describe('the places of a lineage', () => {
  it('puts what led to something to its left', () => {
    const placed = layered(graph('drv', 'dr', 'rv'));
    expect(placed.map(one => [one.node.id, one.column])).toEqual([
      ['d', 0],
      ['r', 1],
      ['v', 2]
    ]);
  });

  it('keeps nodes of a column apart', () => {
    const [, one, other] = layered(graph('abc', 'ab', 'ac'));
    expect(one.x).toBe(other.x);
    expect(one.y).not.toBe(other.y);
  });

  it('ends for a graph that goes round, which the server never sends', () => {
    expect(layered(graph('ab', 'ab', 'ba'))).toHaveLength(2);
  });

  it('leads the arrows to what is nearest, and stays where there is nothing', () => {
    const placed = layered(graph('abcd', 'ab', 'ac', 'bd', 'cd'));
    const at = (id: string): number => placed.findIndex(one => one.node.id === id);
    expect(neighbour(placed, at('a'), 'ArrowRight')).toBe(at('b'));
    expect(neighbour(placed, at('b'), 'ArrowDown')).toBe(at('c'));
    expect(neighbour(placed, at('d'), 'ArrowRight')).toBe(at('d'));
    expect(neighbour(placed, at('a'), 'ArrowUp')).toBe(at('a'));
  });
});
