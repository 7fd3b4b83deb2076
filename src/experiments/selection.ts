import { isAbort, messageOf } from '../api/errors';
import { Store } from '../components/store';

export interface ISelectionState {
  readonly chosen: ReadonlySet<string>;
  /** The row that the keyboard is at. */
  readonly active: number;
  /** How many of the rows to choose have been read; null while none are being read. */
  readonly reading: { readonly done: number; readonly total: number } | null;
  /** Why rows could not be chosen, in words for the person. */
  readonly error: string;
}

/** Finds the run of a row; undefined while it is not there. */
export type RunAt = (row: number) => string | undefined;

/** The runs of rows, wherever they are. */
export interface IRowSource {
  /** The run of a row that is held. */
  readonly runAt: RunAt;
  /** Read the runs of rows from the server, in their order, some at a time. */
  readonly read: (first: number, last: number, signal: AbortSignal) => AsyncIterable<string[]>;
}

/** Which runs are chosen, and where the keyboard is. */
export class Selection extends Store<ISelectionState> {
  constructor() {
    super({ chosen: new Set(), active: 0, reading: null, error: '' });
  }

  clear(): void {
    this.choose([]);
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
    this.set({ active: row });
    this.choose(chosen);
  }

  /** Choose all from where the last choice began to `row` as well. */
  extend(row: number, rows: IRowSource): void {
    const [first, last] = [Math.min(this._from, row), Math.max(this._from, row)];
    this.set({ active: row });
    void this._choose(this.state.chosen, first, last, rows);
  }

  /** Choose the runs of the first `total` rows, and no others. */
  chooseAll(total: number, rows: IRowSource): void {
    void this._choose(new Set(), 0, total - 1, rows);
  }

  /** Choose exactly these. */
  choose(runIds: Iterable<string>): void {
    this._call.abort();
    this.set({ chosen: new Set(runIds), reading: null, error: '' });
  }

  /** Choose no more rows than were chosen before they were read. */
  stop(): void {
    this.choose(this.state.chosen);
  }

  /** Rows that were never in sight are read first: what is chosen is what the list holds, not what was scrolled past. */
  private async _choose(
    before: ReadonlySet<string>,
    first: number,
    last: number,
    { runAt, read }: IRowSource
  ): Promise<void> {
    const chosen = new Set(before);
    let row = first;
    for (let runId = runAt(row); row <= last && runId !== undefined; runId = runAt(++row)) {
      chosen.add(runId);
    }
    this.choose(row > last ? chosen : this.state.chosen);
    if (row > last) {
      return;
    }
    const call = (this._call = new AbortController());
    const total = last - first + 1;
    let done = row - first;
    this.set({ reading: { done, total } });
    try {
      for await (const runIds of read(row, last, call.signal)) {
        if (call.signal.aborted) {
          return;
        }
        runIds.forEach(runId => chosen.add(runId));
        done += runIds.length;
        this.set({ reading: { done, total } });
      }
      if (!call.signal.aborted) {
        this.choose(chosen);
      }
    } catch (error) {
      if (!isAbort(error) && !call.signal.aborted) {
        this.set({ reading: null, error: messageOf(error) });
      }
    }
  }

  private _from = 0;
  private _call = new AbortController();
}
