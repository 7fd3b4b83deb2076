import { type ApiError, isAbort } from '../api/errors';
import type { FreshPoints, IChange } from '../api/tokens';
import type { Run, RunPage, RunSearch } from '../api/types';
import { Store } from '../components/store';
import { withPoints } from './patch';
import type { IRunQuestion } from './tokens';

export const PAGE = 100;
const KEPT_PAGES = 40;
/** Runs of which only the ids are wanted, at once. */
const IDS_PAGE = 5000;
const SETTLE_MS = 250;

/** What the list needs of the server. */
export interface IRunSource {
  searchRuns(search: RunSearch, signal?: AbortSignal): Promise<RunPage>;
  run(runId: string, signal?: AbortSignal): Promise<Run>;
}

export interface IRunListState {
  /** How many rows there are. */
  readonly total: number;
  /** Whether the first page of this question has come. */
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly error: ApiError | Error | null;
  /** Runs that began since and are not shown yet. */
  readonly fresh: number;
  /** Counts what changed in the rows. */
  readonly version: number;
}

const EMPTY: IRunListState = {
  total: 0,
  loaded: false,
  loading: false,
  error: null,
  fresh: 0,
  version: 0
};

/**
 * Any number of runs, of which the pages in sight are held.
 *
 * A page is asked for by the token that came with the page before it. A row far
 * from every known page is jumped to: so many rows behind the nearest token above
 * it. As tokens hold on to a run and not to a number, runs that begin meanwhile
 * move nothing of what is below the first page.
 */
export class RunList extends Store<IRunListState> {
  constructor(source: IRunSource) {
    super(EMPTY);
    this._source = source;
  }

  /** Answer another question; what is shown stays until the first page is there. */
  ask(question: IRunQuestion): void {
    const same = JSON.stringify(question) === JSON.stringify(this._question);
    if (!same) {
      this._question = question;
      this._wanted = [0, PAGE - 1];
    }
    this._restart();
  }

  /** Ask the same again. */
  reload(): void {
    if (this._question) {
      this._restart();
    }
  }

  /** Ask for nothing more. */
  pause(): void {
    this._call.abort();
    window.clearTimeout(this._settle);
    window.clearTimeout(this._again);
    this._stale.clear();
    this._busy = false;
    this.set({ loading: false });
  }

  /** The run in a row, or undefined until it has come. */
  row(index: number): Run | undefined {
    return this._pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The row of a run that is held, or -1. */
  indexOf(runId: string): number {
    return this._rows.get(runId) ?? -1;
  }

  /** Read the ids of the runs in rows, in their order, some at a time; no row is held for it. */
  async *ids(first: number, last: number, signal: AbortSignal): AsyncGenerator<string[]> {
    const question = this._question;
    let from = Math.max(...[...this._tokens.keys()].filter(known => known <= first));
    let token = this._tokens.get(from) ?? null;
    for (let row = first; question && row <= last;) {
      const answer: RunPage = await this._source.searchRuns(
        {
          ...asked({ ...question, metricKeys: [], paramKeys: [] }),
          max_results: Math.min(IDS_PAGE, last - row + 1),
          page_token: token,
          offset: row - from,
          count: false
        },
        signal
      );
      yield answer.runs.map(run => run.run_id);
      token = answer.next_page_token;
      row = from = row + answer.runs.length;
      if (!token) {
        return;
      }
    }
  }

  /** Say which rows are in sight; they are fetched. */
  show(first: number, last: number): void {
    this._wanted = [first, last];
    void this._fetch();
  }

  /** Take in what happened to runs. */
  hear(changes: readonly IChange[]): void {
    let touched = false;
    for (const { kind, data } of changes) {
      const runId = data['run_id'] as string;
      const run = this._held(runId);
      if (kind === 'run.points' && run) {
        this._put(withPoints(run, data['keys'] as FreshPoints, this._question?.metricKeys ?? []));
        touched = true;
      } else if (kind === 'run.updated' && run) {
        const { name, status } = { ...run, ...data };
        this._put({ ...run, name, status });
        this._stale.add(runId);
        touched = true;
      } else if (kind === 'run.attributes' && run) {
        this._stale.add(runId);
      } else if (kind === 'run.created' && !run && !this._question?.deleted) {
        this.set({ fresh: this.state.fresh + 1 });
      } else if (/^run\.(deleted|restored|purged)$/.test(kind)) {
        this._reloadSoon();
      }
    }
    if (touched) {
      this._touch();
    }
    if (this._stale.size > 0) {
      window.clearTimeout(this._settle);
      this._settle = window.setTimeout(() => void this._refresh(), SETTLE_MS);
    }
  }

  private _reloadSoon(): void {
    window.clearTimeout(this._again);
    this._again = window.setTimeout(() => this.reload(), SETTLE_MS);
  }

  private _restart(): void {
    this.pause();
    this._call = new AbortController();
    this._tokens = new Map([[0, null]]);
    this._outdated = true;
    this._failed = false;
    void this._fetch();
  }

  private async _fetch(): Promise<void> {
    const { signal } = this._call;
    if (this._busy || this._failed || !this._question || signal.aborted) {
      return;
    }
    this._busy = true;
    try {
      for (let page = this._next(); page !== null && !signal.aborted; page = this._next()) {
        this.set({ loading: true });
        await this._read(page, signal);
      }
      if (!signal.aborted) {
        this.set({ loading: false });
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this._failed = true;
        this.set({ loading: false, loaded: true, error: error as Error });
      }
    } finally {
      if (signal === this._call.signal) {
        this._busy = false;
      }
    }
  }

  /** Return the page to fetch next, those in sight before their neighbours. */
  private _next(): number | null {
    if (this._outdated) {
      return 0;
    }
    const final = Math.ceil(this.state.total / PAGE) - 1;
    const first = Math.floor(this._wanted[0] / PAGE);
    const last = Math.floor(this._wanted[1] / PAGE);
    const inSight = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    const missing = [...inSight, last + 1, first - 1].find(
      page => page >= 0 && page <= final && !this._pages.has(page)
    );
    return missing ?? null;
  }

  private async _read(page: number, signal: AbortSignal): Promise<void> {
    const row = page * PAGE;
    const answer = await this._search(row, signal);
    if (signal.aborted) {
      return;
    }
    if (this._outdated) {
      this._outdated = false;
      this._pages.clear();
      this._rows.clear();
      this.set({ loaded: true, error: null, fresh: 0, total: answer.total ?? answer.runs.length });
    }
    this._pages.set(page, answer.runs);
    answer.runs.forEach((run, offset) => this._rows.set(run.run_id, row + offset));
    this._passed(row, answer);
    this._forget(page);
    this._touch();
  }

  private _search(row: number, signal: AbortSignal): Promise<RunPage> {
    const from = Math.max(...[...this._tokens.keys()].filter(known => known <= row));
    const question = this._question as IRunQuestion;
    return this._source.searchRuns(
      {
        ...asked(question),
        max_results: PAGE,
        page_token: this._tokens.get(from) ?? null,
        offset: row - from,
        count: row === 0
      },
      signal
    );
  }

  private _passed(row: number, answer: RunPage): void {
    if (answer.next_page_token) {
      this._tokens.set(row + PAGE, answer.next_page_token);
    } else if (answer.runs.length > 0 || row === 0) {
      this.set({ total: row + answer.runs.length });
    } else {
      this._reloadSoon(); // rows went away since they were counted
    }
  }

  private _forget(around: number): void {
    const far = [...this._pages.keys()].sort((a, b) => Math.abs(b - around) - Math.abs(a - around));
    for (const page of far.slice(0, Math.max(0, far.length - KEPT_PAGES))) {
      this._pages.get(page)?.forEach(run => this._rows.delete(run.run_id));
      this._pages.delete(page);
    }
  }

  /** Ask anew for runs whose details changed. */
  private async _refresh(): Promise<void> {
    const { signal } = this._call;
    const runIds = [...this._stale].filter(runId => this._rows.has(runId));
    this._stale.clear();
    if (runIds.length > 20) {
      this.reload();
      return;
    }
    try {
      for (const runId of runIds) {
        const run = await this._source.run(runId, signal);
        const held = this._held(runId);
        if (held && !signal.aborted) {
          this._put({ ...run, sparklines: held.sparklines });
        }
      }
      this._touch();
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('MLOps Lab: a run could not be read anew.', error);
      }
    }
  }

  private _held(runId: string): Run | undefined {
    const row = this._rows.get(runId);
    return row === undefined ? undefined : this.row(row);
  }

  private _put(run: Run): void {
    const row = this._rows.get(run.run_id);
    const page = row === undefined ? undefined : this._pages.get(Math.floor(row / PAGE));
    if (page && row !== undefined) {
      page[row % PAGE] = run;
    }
  }

  private _touch(): void {
    this.set({ version: this.state.version + 1 });
  }

  private _source: IRunSource;
  private _question: IRunQuestion | null = null;
  private _call = new AbortController();
  private _pages = new Map<number, Run[]>();
  private _rows = new Map<string, number>();
  private _tokens = new Map<number, string | null>([[0, null]]);
  private _wanted: [number, number] = [0, PAGE - 1];
  private _stale = new Set<string>();
  private _outdated = false;
  private _busy = false;
  private _failed = false;
  private _settle = 0;
  private _again = 0;
}

function asked(question: IRunQuestion): RunSearch {
  return {
    project: question.project,
    experiment_ids: question.experimentIds === null ? null : [...question.experimentIds],
    filter: question.filter,
    order_by: question.orderBy ? [question.orderBy] : [],
    view: question.deleted ? 'deleted' : 'active',
    metric_keys: [...question.metricKeys],
    param_keys: [...question.paramKeys],
    tag_keys: [],
    sparkline_keys: [...question.metricKeys]
  };
}
