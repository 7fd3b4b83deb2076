import type { ILine } from './diff';

/** A line of a diff with its number on either side; null where that side lacks it. */
export interface IDiffRow extends ILine {
  readonly before: number | null;
  readonly after: number | null;
}

/** What stands beside each other. */
export interface IPair {
  readonly left: IDiffRow | null;
  readonly right: IDiffRow | null;
}

/** Same lines that are folded away until somebody wants them. */
export interface IFold {
  readonly folded: readonly IDiffRow[];
}

/** Lines kept on each side of a change. */
const AROUND = 3;
/** Fewer same lines are not worth a fold. */
const LEAST_FOLD = 3;

/** Number the lines of a diff on either side. */
export function numbered(lines: readonly ILine[], from = 1, to = 1): IDiffRow[] {
  let before = from;
  let after = to;
  return lines.map(({ kind, text }) => ({
    kind,
    text,
    before: kind === 'added' ? null : before++,
    after: kind === 'removed' ? null : after++
  }));
}

/** Return what differs between values with names, one line each: the old one, then the new. */
export function valueLines(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>
): ILine[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): ILine[] => {
    const [old, fresh] = [before[name] as string | undefined, after[name] as string | undefined];
    if (old === fresh) {
      return [];
    }
    const line = (kind: ILine['kind'], value: string | undefined): ILine[] =>
      value === undefined ? [] : [{ kind, text: `${name} = ${value}`, name }];
    return [...line('removed', old), ...line('added', fresh)];
  });
}

/** Fold long stretches of same lines, but for those next to a change. */
export function foldSame(rows: readonly IDiffRow[]): (IDiffRow | IFold)[] {
  const near = new Set<number>();
  rows.forEach((row, place) => {
    if (row.kind !== 'same') {
      for (let at = place - AROUND; at <= place + AROUND; at++) {
        near.add(at);
      }
    }
  });
  const shown: (IDiffRow | IFold)[] = [];
  let far: IDiffRow[] = [];
  const flush = (): void => {
    shown.push(...(far.length < LEAST_FOLD ? far : [{ folded: far }]));
    far = [];
  };
  rows.forEach((row, place) => {
    if (near.has(place)) {
      flush();
      shown.push(row);
    } else {
      far.push(row);
    }
  });
  flush();
  return shown;
}

/** Put what was removed beside what was added in its place. */
export function paired(rows: readonly IDiffRow[]): IPair[] {
  const pairs: IPair[] = [];
  let removed: IDiffRow[] = [];
  let added: IDiffRow[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      pairs.push({ left: removed[at] ?? null, right: added[at] ?? null });
    }
    removed = [];
    added = [];
  };
  let last: IDiffRow | undefined;
  for (const row of rows) {
    if (row.name !== last?.name || (row.kind === 'removed' && added.length > 0)) {
      flush();
    }
    last = row;
    if (row.kind === 'removed') {
      removed.push(row);
    } else if (row.kind === 'added') {
      added.push(row);
    } else {
      flush();
      pairs.push({ left: row, right: row });
    }
  }
  flush();
  return pairs;
}

/** Return where two lines differ: the same beginning and the same end are left out. */
export function changedPart(one: string, other: string): { start: number; end: number } {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) {
    start += 1;
  }
  let end = 0;
  while (end < most - start && one[one.length - 1 - end] === other[other.length - 1 - end]) {
    end += 1;
  }
  return { start, end };
}

/** Read a unified diff into its stretches, each with the line that names its place. */
export function readUnified(text: string): { place: string; rows: IDiffRow[] }[] {
  const found: { place: string; rows: IDiffRow[] }[] = [];
  let lines: ILine[] = [];
  let begin: [number, number] = [1, 1];
  let place = '';
  const flush = (): void => {
    if (lines.length > 0) {
      found.push({ place, rows: numbered(lines, ...begin) });
    }
    lines = [];
  };
  let inside = false;
  for (const line of text.split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (head) {
      flush();
      inside = true;
      place = line;
      begin = [Number(head[1]), Number(head[2])];
    } else if (inside) {
      const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
      lines.push({ kind, text: line.slice(1) });
    }
  }
  flush();
  return found;
}
