import type { LineageGraph } from '../api/types';

type Node = LineageGraph['nodes'][number];

/** A node of the lineage with its place. */
export interface IPlaced {
  readonly node: Node;
  readonly column: number;
  readonly x: number;
  readonly y: number;
}

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 46;
const GAP_X = 70;
const GAP_Y = 18;

/** Place nodes in columns by how far they are from a source, each column ordered by its neighbours to the left. */
export function layered(graph: LineageGraph): IPlaced[] {
  const before = new Map<string, string[]>();
  for (const edge of graph.edges) {
    before.set(edge.target, [...(before.get(edge.target) ?? []), edge.source]);
  }
  const depth = new Map<string, number>();
  const depthOf = (id: string, path: ReadonlySet<string>): number => {
    const known = depth.get(id);
    if (known !== undefined) {
      return known;
    }
    const sources = (before.get(id) ?? []).filter(source => !path.has(source));
    const inner = new Set(path).add(id);
    const found = sources.length
      ? 1 + Math.max(...sources.map(source => depthOf(source, inner)))
      : 0;
    depth.set(id, found);
    return found;
  };
  const columns: Node[][] = [];
  for (const node of graph.nodes) {
    const column = depthOf(node.id, new Set());
    (columns[column] ??= []).push(node);
  }
  const rank = new Map<string, number>();
  const placed: IPlaced[] = [];
  columns.forEach((nodes, column) => {
    const weight = (node: Node): number => {
      const ranks = (before.get(node.id) ?? []).map(source => rank.get(source) ?? 0);
      return ranks.length ? ranks.reduce((sum, one) => sum + one, 0) / ranks.length : 0;
    };
    const ordered = nodes
      .map((node, place) => ({ node, place, weight: weight(node) }))
      .sort((a, b) => a.weight - b.weight || a.place - b.place);
    ordered.forEach(({ node }, place) => {
      rank.set(node.id, place);
      placed.push({
        node,
        column,
        x: column * (NODE_WIDTH + GAP_X),
        y: place * (NODE_HEIGHT + GAP_Y)
      });
    });
  });
  return placed;
}

/** Return the place that an arrow key leads to from one, or the same place where there is none. */
export function neighbour(placed: readonly IPlaced[], from: number, key: string): number {
  const here = placed[from];
  const nearest = (column: number): number => {
    let best = from;
    let distance = Infinity;
    placed.forEach((one, place) => {
      const away = Math.abs(one.y - here.y);
      if (one.column === column && away < distance) {
        best = place;
        distance = away;
      }
    });
    return best;
  };
  switch (key) {
    case 'ArrowRight':
      return nearest(here.column + 1);
    case 'ArrowLeft':
      return nearest(here.column - 1);
    case 'ArrowDown':
      return placed[from + 1]?.column === here.column ? from + 1 : from;
    case 'ArrowUp':
      return placed[from - 1]?.column === here.column ? from - 1 : from;
    default:
      return from;
  }
}
