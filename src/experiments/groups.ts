import { isAbort } from '../api/errors';
import type { FreshPoints, IChange } from '../api/tokens';
import { fromWire, type Run } from '../api/types';
import { Store } from '../components/store';
import { fieldName } from './completion';
import { withPoints } from './patch';
import type { IRunSource } from './runlist';
import type { IRunGroup, IRunQuestion, ISpread } from './tokens';

/** Runs that groups are made of, at the most. */
export const MOST_RUNS = 5000;
const PAGE = 1000;
const SETTLE_MS = 500;

export interface IGroupsState {
  readonly groups: readonly IRunGroup[];
  /** The runs that the groups were made of. */
  readonly counted: number;
  /** Whether there were more runs than are counted. */
  readonly partial: boolean;
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly error: Error | null;
}

/** Runs grouped by a param, with mean and spread of each metric over a group. */
export class Groups extends Store<IGroupsState> {
  constructor(source: Pick<IRunSource, 'searchRuns'>) {
    super({
      groups: [],
      counted: 0,
      partial: false,
      loaded: false,
      loading: false,
      error: null
    });
    this._source = source;
  }

  /** Group the runs of a question by a param. */
  ask(question: IRunQuestion, param: string): void {
    this.pause();
    this._asked = { question, param };
    this._call = new AbortController();
    void this._load(question, param, this._call.signal);
  }

  pause(): void {
    this._call.abort();
    window.clearTimeout(this._soon);
    this.set({ loading: false });
  }

  /** Take in what happened to runs. */
  hear(changes: readonly IChange[]): void {
    if (!this._asked) {
      return;
    }
    const { question, param } = this._asked;
    for (const { kind, data } of changes) {
      const run = this._runs.get(String(data['run_id']));
      if (kind === 'run.points' && run) {
        const fresh = data['keys'] as FreshPoints;
        this._runs.set(run.run_id, withPoints(run, fresh, question.metricKeys));
      } else {
        this._outdated = true;
      }
    }
    window.clearTimeout(this._soon);
    this._soon = window.setTimeout(() => {
      if (this._outdated) {
        this.ask(question, param);
      } else {
        this._publish(question, param);
      }
    }, SETTLE_MS);
  }

  private async _load(question: IRunQuestion, param: string, signal: AbortSignal): Promise<void> {
    this._outdated = false;
    this.set({ loading: true });
    const runs = new Map<string, Run>();
    let token: string | null = null;
    try {
      do {
        const page = await this._source.searchRuns(
          {
            project: question.project,
            experiment_ids: question.experimentIds === null ? null : [...question.experimentIds],
            filter: question.filter,
            view: question.deleted ? 'deleted' : 'active',
            metric_keys: [...question.metricKeys],
            param_keys: [param],
            tag_keys: [],
            max_results: PAGE,
            page_token: token
          },
          signal
        );
        page.runs.forEach(run => runs.set(run.run_id, run));
        token = page.next_page_token;
      } while (token !== null && runs.size < MOST_RUNS);
      if (!signal.aborted) {
        this._runs = runs;
        this.set({ loading: false, loaded: true, partial: token !== null, error: null });
        this._publish(question, param);
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ loading: false, loaded: true, error: error as Error });
      }
    }
  }

  private _publish(question: IRunQuestion, param: string): void {
    const runs = [...this._runs.values()];
    const { metricKeys, orderBy } = question;
    const groups = sorted(groupRuns(runs, param, metricKeys), orderBy, metricKeys);
    this.set({ groups, counted: runs.length });
  }

  private _source: Pick<IRunSource, 'searchRuns'>;
  private _asked: { question: IRunQuestion; param: string } | null = null;
  private _runs = new Map<string, Run>();
  private _call = new AbortController();
  private _outdated = false;
  private _soon = 0;
}

/** Put runs with the same value of a param together. */
export function groupRuns(
  runs: readonly Run[],
  param: string,
  metricKeys: readonly string[]
): IRunGroup[] {
  const byValue = new Map<string | null, Run[]>();
  for (const run of runs) {
    const value = run.params[param] ?? null;
    const group = byValue.get(value) ?? [];
    group.push(run);
    byValue.set(value, group);
  }
  return [...byValue].map(([value, members]) => ({
    value,
    runIds: members.map(run => run.run_id),
    metrics: Object.fromEntries(
      metricKeys.flatMap(key => {
        const spread = spreadOf(members.map(run => run.metrics[key]?.last ?? 'NaN').map(fromWire));
        return spread === null ? [] : [[key, spread]];
      })
    )
  }));
}

/** Return mean and sample standard deviation of the finite values; null where there is none. */
export function spreadOf(values: readonly number[]): ISpread | null {
  const finite = values.filter(Number.isFinite);
  const count = finite.length;
  if (count === 0) {
    return null;
  }
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: count < 2 ? null : Math.sqrt(squares / (count - 1)), count };
}

function sorted(groups: IRunGroup[], orderBy: string, metricKeys: readonly string[]): IRunGroup[] {
  const [, name, way] = /^(.*?)(?: (ASC|DESC))?$/.exec(orderBy) ?? [];
  const metric = metricKeys.find(key => fieldName('metrics', key) === name);
  if (metric === undefined) {
    return groups.sort((a, b) =>
      (a.value ?? '\uffff').localeCompare(b.value ?? '\uffff', undefined, { numeric: true })
    );
  }
  const sign = way === 'DESC' ? -1 : 1;
  const rank = (group: IRunGroup): number => {
    const mean = group.metrics[metric]?.mean;
    return mean === undefined ? Infinity : sign * mean;
  };
  return groups.sort((a, b) => rank(a) - rank(b));
}
