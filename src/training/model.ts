import type { IDisposable } from '@lumino/disposable';
import { messageOf } from '../api/errors';
import type { IChange, ILab } from '../api/tokens';
import type { Run } from '../api/types';
import { Store } from '../components/store';

const SETTLE_MS = 300;
const AT_MOST = 50;

/** What trains now, over all projects. */
export interface ITrainingState {
  /** Running runs without their children, newest first. */
  readonly runs: readonly Run[];
  /** Why it is not known, in words for the person; empty while it is. */
  readonly error: string;
}

/** Keeps track of running runs by what the server tells; it never polls. */
export class Training extends Store<ITrainingState> {
  constructor(private readonly lab: Pick<ILab, 'api' | 'live'>) {
    super({ runs: [], error: '' });
  }

  /** Ask what trains, and listen from then on. */
  async start(): Promise<void> {
    if (this._arrivals !== null) {
      return;
    }
    this._arrivals = this.lab.live.listen(['projects'], {
      changed: () => void this._learnProjects(),
      reload: () => void this._learnProjects()
    });
    await this._learnProjects();
  }

  /** Forget it all and listen no more, until the next start. */
  stop(): void {
    window.clearTimeout(this._timer);
    this._arrivals?.dispose();
    this._listening?.dispose();
    this._arrivals = this._listening = null;
    this.set({ runs: [], error: '' });
  }

  private async _learnProjects(): Promise<void> {
    try {
      const projects = (await this.lab.api.projects()).map(project => project.name);
      if (this._arrivals === null) {
        return;
      }
      const before = this._listening;
      this._projects = projects;
      this._listening = this.lab.live.listen(
        projects.map(project => `project:${project}`),
        { changed: changes => this._heard(changes), reload: () => this._askSoon() }
      );
      before?.dispose();
    } catch (error) {
      this.set({ error: messageOf(error) });
      return;
    }
    await this._ask();
  }

  private async _ask(): Promise<void> {
    try {
      const pages = await Promise.all(
        this._projects.map(project =>
          this.lab.api.searchRuns({
            project,
            filter: "status = 'running'",
            order_by: ['start_time DESC'],
            max_results: AT_MOST,
            param_keys: [],
            tag_keys: [],
            metric_keys: []
          })
        )
      );
      const runs = pages
        .flatMap(page => page.runs)
        .filter(run => run.parent_run_id === null)
        .sort((one, other) => other.start_time - one.start_time);
      if (this._arrivals !== null) {
        this.set({ runs, error: '' });
      }
    } catch (error) {
      this.set({ error: messageOf(error) });
    }
  }

  private _heard(changes: readonly IChange[]): void {
    if (changes.some(({ kind }) => kind.startsWith('run.'))) {
      this._askSoon();
    }
  }

  private _askSoon(): void {
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => void this._ask(), SETTLE_MS);
  }

  private _projects: readonly string[] = [];
  private _arrivals: IDisposable | null = null;
  private _listening: IDisposable | null = null;
  private _timer = 0;
}
