import type React from 'react';

const level = (row: HTMLElement): number => Number(row.getAttribute('aria-level'));

/** Return the last of `rows` that is above a level. */
function above(rows: readonly HTMLElement[], than: number): HTMLElement {
  return rows.filter(row => level(row) < than).slice(-1)[0];
}

/** Move the focus over the rows of a tree: arrows, Home and End. Left leads to the row above that holds this one. */
export function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const here = rows.findIndex(row => row === document.activeElement);
  if (here < 0) {
    return;
  }
  const steps: Record<string, () => number> = {
    ArrowDown: () => here + 1,
    ArrowUp: () => here - 1,
    ArrowRight: () => (level(rows[here + 1] ?? rows[here]) > level(rows[here]) ? here + 1 : here),
    ArrowLeft: () => rows.indexOf(above(rows.slice(0, here), level(rows[here]))),
    Home: () => 0,
    End: () => rows.length - 1
  };
  const next = rows[steps[event.key]?.() ?? -1] as HTMLElement | undefined;
  if (event.key in steps) {
    event.preventDefault();
    if (next && next !== rows[here]) {
      rows[here].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  }
}
