import type { IDisposable } from '@lumino/disposable';
import { messageOf } from '../api/errors';
import type { FreshPoints, IChange, ILab } from '../api/tokens';
import type { Run, RunChange } from '../api/types';
import { Store } from '../components/store';

export interface IRunState {
  readonly run: Run | null;
  /** Why there is no run to show. */
  readonly error: string;
  /** Why the last change was refused. */
  readonly refusal: string;
  /** Rises when there are new points to draw. */
  readonly pointsVersion: number;
  /** Rises when there are new artifacts to list. */
  readonly filesVersion: number;
  readonly children: readonly Run[];
  readonly parent: Run | null;
}

/** How often curves are drawn anew while points stream in, at the most. */
export const REDRAW_MS = 400;

const SYSTEM = 'system/';

/** One run: what is known of it, kept current while somebody looks. */
export class RunModel extends Store<IRunState> {
  constructor(
    readonly lab: ILab,
    readonly runId: string
  ) {
    super({
      run: null,
      error: '',
      refusal: '',
      pointsVersion: 0,
      filesVersion: 0,
      children: [],
      parent: null
    });
  }

  /** Listen and load; nothing happens while it is watched already. */
  watch(): void {
    if (this._listening === null) {
      this._listening = this.lab.live.listen([`run:${this.runId}`], {
        changed: changes => this._heard(changes),
        reload: () => void this.load()
      });
      void this.load();
    }
  }

  /** Rest. */
  rest(): void {
    this._listening?.dispose();
    this._listening = null;
    window.clearTimeout(this._redraw);
    this._redraw = 0;
  }

  async load(): Promise<void> {
    try {
      const run = await this.lab.api.run(this.runId);
      this.set({ run, error: '', pointsVersion: this.state.pointsVersion + 1 });
      await this._loadFamily(run);
    } catch (error) {
      this.set({ error: messageOf(error) });
    }
  }

  /** Change the run on the server; a refusal is shown and what was typed stays with its field. */
  async change(change: RunChange): Promise<boolean> {
    try {
      this.set({ run: await this.lab.api.updateRun(this.runId, change), refusal: '' });
      return true;
    } catch (error) {
      this.set({ refusal: messageOf(error) });
      return false;
    }
  }

  async delete(): Promise<void> {
    await this._then(this.lab.api.deleteRuns([this.runId]));
  }

  async restore(): Promise<void> {
    await this._then(this.lab.api.restoreRuns([this.runId]));
  }

  private async _then(done: Promise<void>): Promise<void> {
    try {
      await done;
      await this.load();
    } catch (error) {
      this.set({ refusal: messageOf(error) });
    }
  }

  private async _loadFamily(run: Run): Promise<void> {
    const { api } = this.lab;
    const narrow = { metric_keys: [], param_keys: [], tag_keys: [], project: run.project };
    if (run.child_count > 0) {
      const filter = `parent_run_id = '${run.run_id}'`;
      const page = await api.searchRuns({ ...narrow, filter, max_results: 200 });
      this.set({ children: page.runs });
    }
    if (run.parent_run_id && this.state.parent === null) {
      this.set({ parent: await api.run(run.parent_run_id) });
    }
  }

  private _heard(changes: IChange[]): void {
    let stale = false;
    for (const change of changes) {
      if (change.kind === 'run.points') {
        stale = this._freshen(change.data['keys'] as FreshPoints) || stale;
      } else if (change.kind === 'run.artifacts') {
        this.set({ filesVersion: this.state.filesVersion + 1 });
      } else {
        stale = true;
      }
    }
    if (stale) {
      void this.load();
    }
  }

  /** Take new last values over; tell whether the run has a metric we have not seen. */
  private _freshen(keys: FreshPoints): boolean {
    const { run } = this.state;
    if (run === null) {
      return true;
    }
    const metrics = { ...run.metrics };
    for (const [key, fresh] of Object.entries(keys)) {
      const known = metrics[key];
      if (known === undefined) {
        return true;
      }
      metrics[key] = { ...known, last: fresh.last, last_step: fresh.last_step, count: fresh.count };
    }
    this.set({ run: { ...run, metrics } });
    if (this._redraw === 0) {
      this._redraw = window.setTimeout(() => {
        this._redraw = 0;
        this.set({ pointsVersion: this.state.pointsVersion + 1 });
      }, REDRAW_MS);
    }
    return false;
  }

  private _listening: IDisposable | null = null;
  private _redraw = 0;
}

/** Return the metrics that the code logged, or those of the machine it ran on. */
export function metricKeys(run: Run, system: boolean): string[] {
  return Object.keys(run.metrics)
    .filter(key => key.startsWith(SYSTEM) === system)
    .sort((one, other) => one.localeCompare(other, undefined, { numeric: true }));
}

/** Return the tags that people set, without those that clients keep for themselves. */
export function ownTags(run: Run): [string, string][] {
  return Object.entries(run.tags)
    .filter(([key]) => !key.startsWith('mlflow.'))
    .sort(([one], [other]) => one.localeCompare(other));
}
