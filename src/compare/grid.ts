/** A cell of the table: row 0 holds the runs, column 0 the names. */
export interface IPlace {
  readonly row: number;
  readonly column: number;
}

/** How far the keyboard can go. */
export interface IExtent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down move by. */
  readonly page: number;
}

interface IKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Return where a key leads in a grid, or null where it leads nowhere (after the ARIA pattern). */
export function placeAfter(event: IKey, from: IPlace, extent: IExtent): IPlace | null {
  const { row, column } = from;
  const last = { row: extent.rows - 1, column: extent.columns - 1 };
  const far = event.ctrlKey || event.metaKey;
  const to: Record<string, IPlace> = {
    ArrowDown: { row: far ? last.row : row + 1, column },
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowRight: { row, column: far ? last.column : column + 1 },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    PageDown: { row: row + extent.page, column },
    PageUp: { row: row - extent.page, column },
    Home: { row: far ? 0 : row, column: 0 },
    End: { row: far ? last.row : row, column: last.column }
  };
  return event.key in to ? within(to[event.key], extent) : null;
}

/** Return the nearest cell that there is. */
export function within({ row, column }: IPlace, extent: IExtent): IPlace {
  return {
    row: Math.max(0, Math.min(extent.rows - 1, row)),
    column: Math.max(0, Math.min(extent.columns - 1, column))
  };
}
