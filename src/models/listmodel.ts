import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { isAbort, messageOf } from '../api/errors';
import type { IChange, ILab } from '../api/tokens';
import type { Project, RegisteredModel } from '../api/types';
import { Store } from '../components/store';
import { ControlApi } from '../control/client';
import { quoted } from '../experiments/completion';
import { ModelsApi } from './client';
import { type IStanding, loadStanding } from './standing';

const MEMORY = 'mlops-lab:models';
const PAGE = 50;
const VERSIONS = 8;
const SETTLE_MS = 300;

/** The versions of one model in the list. */
export interface IUnfolded {
  /** Null until they are there. */
  readonly standing: IStanding | null;
  readonly error: string;
}

export interface IModelListState {
  readonly project: string;
  readonly projects: readonly Project[];
  /** What names are searched for. */
  readonly like: string;
  readonly models: readonly RegisteredModel[];
  /** Where the next page begins; empty at the end. */
  readonly more: string;
  /** Models whose versions are shown, by name. */
  readonly unfolded: Readonly<Record<string, IUnfolded>>;
  readonly loaded: boolean;
  readonly error: string;
}

/** The models of a project as the sidebar lists them, current while somebody looks. */
export class ModelList extends Store<IModelListState> {
  constructor(
    readonly lab: ILab,
    private readonly memory: IStateDB | null,
    project: string
  ) {
    super({
      project,
      projects: [],
      like: '',
      models: [],
      more: '',
      unfolded: {},
      loaded: false,
      error: ''
    });
  }

  /** Begin to work: somebody looks. */
  async wake(): Promise<void> {
    if (!this._awake) {
      this._awake = true;
      await this._recall();
      await this.load();
    }
  }

  /** Stop all work: nobody looks. */
  sleep(): void {
    this._awake = false;
    this._listening?.dispose();
    this._listening = null;
    this._call.abort();
    window.clearTimeout(this._soon);
  }

  /** Read it all anew. */
  async load(): Promise<void> {
    this._call.abort();
    this._call = new AbortController();
    const { signal } = this._call;
    try {
      const projects = await this.lab.api.projects();
      const known = projects.some(one => one.name === this.state.project);
      const project = known ? this.state.project : (projects[0]?.name ?? 'default');
      this.set({ projects, project });
      this._listen(project);
      const { models, next_page_token } = await this._page('', signal);
      this.set({ models, more: next_page_token ?? '', loaded: true, error: '' });
      await Promise.all(Object.keys(this.state.unfolded).map(name => this._loadVersions(name)));
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ loaded: true, error: messageOf(error) });
      }
    }
  }

  /** Add the next page of models. */
  async loadMore(): Promise<void> {
    const { more, models } = this.state;
    const { signal } = this._call;
    if (more) {
      try {
        const page = await this._page(more, signal);
        this.set({ models: [...models, ...page.models], more: page.next_page_token ?? '' });
      } catch (error) {
        if (!isAbort(error)) {
          this.set({ error: messageOf(error) });
        }
      }
    }
  }

  choose(project: string): void {
    if (project !== this.state.project) {
      this.set({ project, models: [], more: '', unfolded: {}, loaded: false, like: '' });
      void this.memory?.save(MEMORY, { project });
      if (this._awake) {
        void this.load();
      }
    }
  }

  search(like: string): void {
    this.set({ like });
    this._loadSoon();
  }

  /** Show the versions of a model, or put them away. */
  fold(name: string, away: boolean): void {
    const { unfolded } = this.state;
    if (away) {
      const others = Object.entries(unfolded).filter(([other]) => other !== name);
      this.set({ unfolded: Object.fromEntries(others) });
    } else if (!(name in unfolded)) {
      this.set({ unfolded: { ...unfolded, [name]: { standing: null, error: '' } } });
      void this._loadVersions(name);
    }
  }

  private async _recall(): Promise<void> {
    if (!this._recalled) {
      this._recalled = true;
      const found = (await this.memory?.fetch(MEMORY)) as { project?: unknown } | undefined;
      if (typeof found?.project === 'string') {
        this.set({ project: found.project });
      }
    }
  }

  private _page(page_token: string, signal: AbortSignal) {
    const { project, like } = this.state;
    const filter = like.trim() ? `name ILIKE ${quoted(`%${like.trim()}%`)}` : '';
    const order_by = 'last_updated_timestamp DESC';
    const asked = { filter, order_by, page_token, max_results: PAGE };
    return new ModelsApi(this.lab.api, project).search(asked, signal);
  }

  private async _loadVersions(name: string): Promise<void> {
    const { project } = this.state;
    const { api } = this.lab;
    const { signal } = this._call;
    const put = (found: IUnfolded): void => {
      if (name in this.state.unfolded && project === this.state.project) {
        this.set({ unfolded: { ...this.state.unfolded, [name]: found } });
      }
    };
    try {
      const standing = await loadStanding(
        api,
        new ModelsApi(api, project),
        new ControlApi(api, project),
        name,
        { max_results: VERSIONS },
        signal
      );
      put({ standing, error: '' });
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        put({ standing: null, error: messageOf(error) });
      }
    }
  }

  private _listen(project: string): void {
    if (this._heardProject !== project || this._listening === null) {
      this._listening?.dispose();
      this._heardProject = project;
      this._listening = this.lab.live.listen([`project:${project}`], {
        changed: changes => this._heard(changes),
        reload: () => this._loadSoon()
      });
    }
  }

  private _heard(changes: readonly IChange[]): void {
    if (changes.some(({ kind }) => ABOUT.has(kind.split('.')[0]))) {
      this._loadSoon();
    }
  }

  private _loadSoon(): void {
    window.clearTimeout(this._soon);
    this._soon = window.setTimeout(() => this._awake && void this.load(), SETTLE_MS);
  }

  private _awake = false;
  private _recalled = false;
  private _heardProject = '';
  private _listening: IDisposable | null = null;
  private _call = new AbortController();
  private _soon = 0;
}

const ABOUT = new Set(['model', 'version', 'transition', 'policy', 'alias']);
