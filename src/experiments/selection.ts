import { Store } from '../components/store';

export interface ISelectionState {
  readonly chosen: ReadonlySet<string>;
  /** The row that the keyboard is at. */
  readonly active: number;
}

/** Finds the run of a row; undefined while it is not there. */
export type RunAt = (row: number) => string | undefined;

/** Which runs are chosen, and where the keyboard is. */
export class Selection extends Store<ISelectionState> {
  constructor() {
    super({ chosen: new Set(), active: 0 });
  }

  clear(): void {
    this.set({ chosen: new Set() });
  }

  /** Go to a row and choose nothing. */
  go(row: number): void {
    this._from = row;
    this.set({ active: row });
  }

  /** Choose or leave the run of one row. */
  toggle(row: number, runAt: RunAt): void {
    const runId = runAt(row);
    const chosen = new Set(this.state.chosen);
    if (runId !== undefined && !chosen.delete(runId)) {
      chosen.add(runId);
    }
    this._from = row;
    this.set({ chosen, active: row });
  }

  /** Choose all from where the last choice began to `row`. */
  extend(row: number, runAt: RunAt): void {
    const chosen = new Set(this.state.chosen);
    const [first, last] = [Math.min(this._from, row), Math.max(this._from, row)];
    for (let at = first; at <= last; at++) {
      const runId = runAt(at);
      if (runId !== undefined) {
        chosen.add(runId);
      }
    }
    this.set({ chosen, active: row });
  }

  /** Choose exactly these. */
  choose(runIds: readonly string[]): void {
    this.set({ chosen: new Set(runIds) });
  }

  private _from = 0;
}
