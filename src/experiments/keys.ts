import type { IRowSource, Selection } from './selection';

/** What keys act on. */
export interface IGrid {
  readonly total: number;
  /** Rows that Page Up and Page Down move by. */
  readonly page: number;
  readonly selection: Selection;
  readonly rows: IRowSource;
  readonly open: (runId: string) => void;
}

interface IKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Do what a key means in a list of runs; return whether it means anything. */
export function gridKey(event: IKey, grid: IGrid): boolean {
  const { total, page, selection, rows, open } = grid;
  const { runAt } = rows;
  const { active } = selection.state;
  const to: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1
  };
  if (total === 0) {
    return false;
  }
  if (event.key in to) {
    const row = Math.min(total - 1, Math.max(0, to[event.key]));
    if (event.shiftKey) {
      selection.extend(row, rows);
    } else {
      selection.go(row);
    }
    return true;
  }
  if (event.key === ' ') {
    selection.toggle(active, runAt);
    return true;
  }
  if (event.key === 'Enter') {
    const runId = runAt(active);
    if (runId !== undefined) {
      open(runId);
    }
    return true;
  }
  const { chosen, reading } = selection.state;
  if (event.key === 'Escape' && (chosen.size > 0 || reading !== null)) {
    if (reading === null) {
      selection.clear();
    } else {
      selection.stop();
    }
    return true;
  }
  if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
    selection.chooseAll(total, rows);
    return true;
  }
  return false;
}
