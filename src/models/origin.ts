import type { IDisposable } from '@lumino/disposable';
import { isAbort, messageOf } from '../api/errors';
import type { IChange, ILab } from '../api/tokens';
import type { ModelVersion } from '../api/types';
import { Store } from '../components/store';
import { quoted } from '../experiments/completion';
import { ModelsApi } from './client';

const SETTLE_MS = 250;
const MOST_RUNS = 100;

/** A version with the project that it is in. */
export interface IFound {
  readonly project: string;
  readonly version: ModelVersion;
}

export interface IOriginState {
  /** The newest version that came from there; null where there is none. */
  readonly found: IFound | null;
  /** Whether it has been looked for. */
  readonly loaded: boolean;
  readonly error: string;
  /** Rises when what can be done with the version may have changed. */
  readonly stamp: number;
}

/** Where versions come from: tells its runs, by project, and the topics that tell of new ones. */
export interface IOrigin {
  readonly topics: () => readonly string[];
  readonly runs: (signal: AbortSignal) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** The newest version that came from a run or a notebook, current while somebody looks. */
export class Origin extends Store<IOriginState> {
  constructor(
    private readonly lab: ILab,
    private readonly origin: IOrigin
  ) {
    super({ found: null, loaded: false, error: '', stamp: 0 });
  }

  wake(): void {
    if (!this._awake) {
      this._awake = true;
      void this.load();
    }
  }

  sleep(): void {
    this._awake = false;
    window.clearTimeout(this._soon);
    this._call.abort();
    this._listening?.dispose();
    this._listening = null;
    this._topics = '';
  }

  async load(): Promise<void> {
    this._call.abort();
    this._call = new AbortController();
    const { signal } = this._call;
    try {
      const byProject = await this.origin.runs(signal);
      if (signal.aborted) {
        return;
      }
      this._listen([...byProject.keys()]);
      const all = await Promise.all(
        [...byProject]
          .filter(([, runIds]) => runIds.length > 0)
          .map(async ([project, runIds]): Promise<IFound[]> => {
            const filter = `run_id IN (${runIds.map(quoted).join(', ')})`;
            const models = new ModelsApi(this.lab.api, project);
            return (await models.find(filter, 1, signal)).map(version => ({ project, version }));
          })
      );
      const newest = all
        .flat()
        .sort((one, other) => other.version.created_at - one.version.created_at)[0];
      const stamp = this.state.stamp + 1;
      this.set({ found: newest ?? null, loaded: true, error: '', stamp });
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ loaded: true, error: messageOf(error) });
      }
    }
  }

  private _listen(projects: readonly string[]): void {
    const topics = [...this.origin.topics(), ...projects.map(one => `project:${one}`)];
    if (!this._awake || topics.join() === this._topics) {
      return;
    }
    const before = this._listening;
    const soon = (): void => {
      window.clearTimeout(this._soon);
      this._soon = window.setTimeout(() => this._awake && void this.load(), SETTLE_MS);
    };
    this._topics = topics.join();
    this._listening = this.lab.live.listen(topics, {
      changed: changes => {
        if (changes.some(matters)) {
          soon();
        }
      },
      reload: soon
    });
    before?.dispose();
  }

  private _awake = false;
  private _topics = '';
  private _listening: IDisposable | null = null;
  private _call = new AbortController();
  private _soon = 0;
}

function matters({ kind }: IChange): boolean {
  return /^(version|transition|policy|alias|model)\./.test(kind) || kind === 'run.created';
}

/** One run. */
export function ofRun(project: string, runId: string): IOrigin {
  return {
    topics: () => [],
    runs: () => Promise.resolve(new Map([[project, [runId]]]))
  };
}

/** The runs of a notebook, of which the newest matter. */
export function ofNotebook(lab: Pick<ILab, 'api'>, path: () => string): IOrigin {
  return {
    topics: () => [`notebook:${path()}`],
    runs: async signal => {
      const cells = await lab.api.notebookRuns(path());
      const projects = [...new Set(cells.map(cell => cell.run.project))];
      const asked = {
        filter: `notebook = ${quoted(path())}`,
        max_results: MOST_RUNS,
        metric_keys: [],
        param_keys: [],
        tag_keys: []
      };
      const pages = await Promise.all(
        projects.map(project => lab.api.searchRuns({ ...asked, project }, signal))
      );
      return new Map(
        projects.map((project, place) => [project, pages[place].runs.map(run => run.run_id)])
      );
    }
  };
}
