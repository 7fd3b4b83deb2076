import type { IDisposable } from '@lumino/disposable';
import { ApiError, messageOf } from '../api/errors';
import type { FreshPoints, IChange, ILab } from '../api/tokens';
import type { Run, WireNumber } from '../api/types';
import { Store } from '../components/store';
import { withPoints } from '../experiments/patch';

/** The name under which outputs of notebooks hold a run. */
export const RUN_MIME = 'application/vnd.mlops-lab.run+json';
/** Metrics and params on a card; the run's page has them all. */
export const SHOWN = 12;

const SYSTEM = 'system/';
const SPARK_BUCKETS = 40;
const SETTLE_MS = 150;

/** What an output says of its run; the rest comes from the server. */
export interface ICardData {
  readonly run_id: string;
  readonly name: string;
  readonly project: string;
}

export interface ICardState {
  /** null until the server has told. */
  readonly run: Run | null;
  /** Whether it has not heard of the run, which may still be on its way. */
  readonly missing: boolean;
  /** Why it could not tell, in words for the person; empty when it did. */
  readonly error: string;
}

/** One run below its cell, alive while it can be seen. */
export class RunCard extends Store<ICardState> {
  constructor(
    private readonly lab: Pick<ILab, 'api' | 'live'>,
    readonly runId: string
  ) {
    super({ run: null, missing: false, error: '' });
  }

  /** The metrics that the card shows. */
  get metricKeys(): readonly string[] {
    const keys = Object.keys(this.state.run?.metrics ?? {});
    return keys.filter(key => !key.startsWith(SYSTEM)).slice(0, SHOWN);
  }

  /** Somebody can see the card: load and listen. */
  wake(): void {
    if (this._listening === null) {
      this._listening = this.lab.live.listen([`run:${this.runId}`], {
        changed: changes => this._heard(changes),
        reload: () => void this._load()
      });
      void this._load();
    }
  }

  /** Nobody can: rest. */
  sleep(): void {
    window.clearTimeout(this._timer);
    this._listening?.dispose();
    this._listening = null;
  }

  private async _load(): Promise<void> {
    const { api } = this.lab;
    try {
      // An output is often drawn before its run was sent; asking for that would be an error in the log
      if (this.state.run === null && (await api.resolveRun(this.runId)).length === 0) {
        this.set({ missing: true, error: '' });
        return;
      }
      const run = await api.run(this.runId);
      this.set({
        run: { ...run, sparklines: this.state.run?.sparklines ?? {} },
        missing: false,
        error: ''
      });
      const keys = this.metricKeys.filter(key => (run.metrics[key]?.count ?? 0) > 1);
      if (keys.length === 0) {
        return;
      }
      const asked = { run_ids: [this.runId], keys: [...keys], buckets: SPARK_BUCKETS };
      const { curves } = await api.curves(asked);
      const sparklines: Record<string, WireNumber[]> = {};
      for (const curve of curves) {
        sparklines[curve.key] = curve.mean.map(value => value ?? 'NaN');
      }
      if (this.state.run !== null) {
        this.set({ run: { ...this.state.run, sparklines } });
      }
    } catch (error) {
      const missing = error instanceof ApiError && error.code === 'not_found';
      this.set({ missing, error: missing ? '' : messageOf(error) });
    }
  }

  private _heard(changes: readonly IChange[]): void {
    let known = true;
    for (const { kind, data } of changes) {
      const { run } = this.state;
      const fresh = data['keys'] as FreshPoints | undefined;
      if (kind === 'run.points' && run !== null && fresh !== undefined) {
        const keys = Object.keys(fresh).filter(key => !key.startsWith(SYSTEM));
        this.set({ run: withPoints(run, fresh, keys) });
      } else if (kind !== 'run.artifacts') {
        known = false;
      }
    }
    if (!known) {
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => void this._load(), SETTLE_MS);
    }
  }

  private _listening: IDisposable | null = null;
  private _timer = 0;
}

/** Return what an output says of its run, or null where it says nothing of use. */
export function cardData(given: unknown): ICardData | null {
  const data = (given ?? {}) as Partial<Record<keyof ICardData, unknown>>;
  if (typeof data.run_id !== 'string' || !data.run_id) {
    return null;
  }
  return {
    run_id: data.run_id,
    name: typeof data.name === 'string' ? data.name : data.run_id.slice(0, 8),
    project: typeof data.project === 'string' ? data.project : ''
  };
}
