import type { IDisposable } from '@lumino/disposable';
import { isAbort } from '../api/errors';
import type { FreshPoints, IChange, ILab } from '../api/tokens';
import type { CellRuns, Run } from '../api/types';
import { Store } from '../components/store';
import { withPoints } from '../experiments/patch';

const SETTLE_MS = 150;
const SYSTEM = 'system/';

export interface INotebookRunsState {
  /** Cells that made runs, by their id. */
  readonly cells: Readonly<Record<string, CellRuns>>;
}

/** The newest run of each cell of one notebook, current while the notebook can be seen. */
export class NotebookRuns extends Store<INotebookRunsState> {
  constructor(
    private readonly lab: Pick<ILab, 'api' | 'live'>,
    path: string
  ) {
    super({ cells: {} });
    this._path = path;
  }

  /** Where the notebook is, below the server's root. */
  get path(): string {
    return this._path;
  }

  set path(path: string) {
    if (path !== this._path) {
      const awake = this._listening !== null;
      this.sleep();
      this._path = path;
      if (awake) {
        this.wake();
      }
    }
  }

  wake(): void {
    if (this._listening === null) {
      this._listening = this.lab.live.listen([`notebook:${this._path}`], {
        changed: () => this._askSoon(),
        reload: () => this._askSoon()
      });
      void this._ask();
    }
  }

  sleep(): void {
    window.clearTimeout(this._timer);
    this._listening?.dispose();
    this._following?.dispose();
    this._listening = this._following = null;
  }

  private async _ask(): Promise<void> {
    const path = this._path;
    try {
      const found = await this.lab.api.notebookRuns(path);
      if (path === this._path && this._listening !== null) {
        this.set({ cells: Object.fromEntries(found.map(one => [one.cell_id, one])) });
        this._follow(found.map(one => one.run).filter(run => run.status === 'running'));
      }
    } catch (error) {
      // Badges are extras: a notebook works on without them, and the panel says what is wrong
      if (!isAbort(error)) {
        console.warn('MLOps Lab: the runs of the notebook are not known.', error);
      }
    }
  }

  private _follow(running: readonly Run[]): void {
    const before = this._following;
    this._following =
      running.length === 0
        ? null
        : this.lab.live.listen(
            running.map(run => `run:${run.run_id}`),
            { changed: changes => this._heard(changes), reload: () => this._askSoon() }
          );
    before?.dispose();
  }

  private _heard(changes: readonly IChange[]): void {
    const cells = { ...this.state.cells };
    for (const { kind, data } of changes) {
      const fresh = data['keys'] as FreshPoints | undefined;
      const cell = Object.values(cells).find(one => one.run.run_id === data['run_id']);
      if (kind === 'run.points' && fresh !== undefined && cell !== undefined) {
        const keys = Object.keys(fresh).filter(key => !key.startsWith(SYSTEM));
        cells[cell.cell_id] = { ...cell, run: withPoints(cell.run, fresh, keys) };
      }
    }
    this.set({ cells });
  }

  private _askSoon(): void {
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => void this._ask(), SETTLE_MS);
  }

  private _path: string;
  private _listening: IDisposable | null = null;
  private _following: IDisposable | null = null;
  private _timer = 0;
}

/** Return the metric that a badge shows: the preferred one, else the run's first. */
export function badgeMetric(run: Run, preferred: string): string | undefined {
  const keys = Object.keys(run.metrics).filter(key => !key.startsWith(SYSTEM));
  return keys.includes(preferred) ? preferred : keys[0];
}
