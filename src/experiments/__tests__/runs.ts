import type { Run, RunPage, RunSearch } from '../../api/types';
import type { IRunSource } from '../runlist';

/** Make a run, as the server tells of it. */
export function aRun(runId: string, more: Partial<Run> = {}): Run {
  return {
    run_id: runId,
    name: runId,
    project: 'default',
    experiment_id: '1',
    experiment_name: 'one',
    status: 'finished',
    person: { username: 'ada', display_name: 'Ada' },
    start_time: 0,
    end_time: 1000,
    heartbeat_at: null,
    deleted_at: null,
    parent_run_id: null,
    child_count: 0,
    forked_from: null,
    origin: { notebook: null, cell_id: null, execution_count: null },
    artifact_uri: '',
    note: '',
    error: null,
    params: {},
    tags: {},
    metrics: {},
    sparklines: {},
    ...more
  };
}

/** Make a metric that has this last value. */
export function aMetric(key: string, last: number): Run['metrics'][string] {
  return {
    key,
    last,
    last_step: 1,
    last_time: 0,
    min: last,
    max: last,
    mean: last,
    first_step: 0,
    max_step: 1,
    count: 2,
    nan_count: 0
  };
}

/** A server with many runs, `r0` the newest, that pages by token and keeps count of what it is asked. */
export class ManyRuns implements IRunSource {
  constructor(readonly total: number) {}

  readonly asked: RunSearch[] = [];
  refuse: Error | null = null;

  async searchRuns(search: RunSearch, signal?: AbortSignal): Promise<RunPage> {
    this.asked.push(search);
    await Promise.resolve();
    if (signal?.aborted) {
      throw new DOMException('', 'AbortError');
    }
    if (this.refuse) {
      throw this.refuse;
    }
    const first = Number(search.page_token ?? 0) + (search.offset ?? 0);
    const end = Math.min(this.total, first + (search.max_results ?? 100));
    const runs = Array.from({ length: Math.max(0, end - first) }, (_, at) =>
      aRun(`r${first + at}`)
    );
    return {
      runs,
      next_page_token: end < this.total ? String(end) : null,
      total: search.count ? this.total : null
    };
  }

  async run(runId: string): Promise<Run> {
    await Promise.resolve();
    return aRun(runId, { params: { fresh: 'yes' } });
  }
}
