/** One line of a diff. */
export interface ILine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** What the line is about: lines of one name take each other's place. */
  readonly name?: string;
}

const MOST = 4_000_000;

/**
 * Return how one text becomes another, line by line, by their longest common subsequence. null is a
 * text that is not there, which an empty one is.
 */
export function lineDiff(before: string | null, after: string | null): ILine[] {
  const ours = before?.split('\n') ?? [];
  const theirs = after?.split('\n') ?? [];
  let head = 0;
  while (head < ours.length && head < theirs.length && ours[head] === theirs[head]) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < Math.min(ours.length, theirs.length) - head &&
    ours[ours.length - 1 - tail] === theirs[theirs.length - 1 - tail]
  ) {
    tail += 1;
  }
  const same = (text: string): ILine => ({ kind: 'same', text });
  return [
    ...ours.slice(0, head).map(same),
    ...middle(ours.slice(head, ours.length - tail), theirs.slice(head, theirs.length - tail)),
    ...ours.slice(ours.length - tail).map(same)
  ];
}

function middle(ours: string[], theirs: string[]): ILine[] {
  const width = theirs.length + 1;
  if (ours.length * theirs.length > MOST) {
    // too long to line up: all of it changed
    return [
      ...ours.map(text => ({ kind: 'removed' as const, text })),
      ...theirs.map(text => ({ kind: 'added' as const, text }))
    ];
  }
  const common = new Uint32Array((ours.length + 1) * width);
  for (let i = ours.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      common[i * width + j] =
        ours[i] === theirs[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const lines: ILine[] = [];
  let i = 0;
  let j = 0;
  while (i < ours.length || j < theirs.length) {
    if (i < ours.length && j < theirs.length && ours[i] === theirs[j]) {
      lines.push({ kind: 'same', text: ours[i] });
      i += 1;
      j += 1;
    } else if (
      j >= theirs.length ||
      (i < ours.length && common[(i + 1) * width + j] >= common[i * width + j + 1])
    ) {
      lines.push({ kind: 'removed', text: ours[i] });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: theirs[j] });
      j += 1;
    }
  }
  return lines;
}
