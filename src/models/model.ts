import type { IDisposable } from '@lumino/disposable';
import { isAbort, messageOf } from '../api/errors';
import type { ILab } from '../api/tokens';
import type { RegisteredModel, Transition, VersionDetail } from '../api/types';
import { Store } from '../components/store';
import { ControlApi } from '../control/client';
import { ModelsApi } from './client';
import { type IStanding, loadStanding, NO_STANDING } from './standing';

export interface IModelState {
  readonly model: RegisteredModel | null;
  readonly standing: IStanding;
  /** What was asked for and applied, newest first. */
  readonly history: readonly Transition[];
  /** The version that is looked at; null until there is one. */
  readonly version: number | null;
  readonly detail: VersionDetail | null;
  /** Why there is nothing to show. */
  readonly error: string;
  /** Why the version that is looked at cannot be shown. */
  readonly missing: string;
  /** Why the last change was refused. */
  readonly refusal: string;
  /** Rises with each thing heard of the model. */
  readonly stamp: number;
}

const PAGE = 100;
const MOST = 1000;
const SETTLE_MS = 200;

/** One registered model with the version that is looked at, kept current while somebody looks. */
export class ModelModel extends Store<IModelState> {
  constructor(
    readonly lab: ILab,
    readonly project: string,
    readonly name: string,
    version: number | null
  ) {
    super({
      model: null,
      standing: NO_STANDING,
      history: [],
      version,
      detail: null,
      error: '',
      missing: '',
      refusal: '',
      stamp: 0
    });
    this.models = new ModelsApi(lab.api, project);
    this.control = new ControlApi(lab.api, project);
  }

  readonly models: ModelsApi;
  readonly control: ControlApi;

  /** Listen and load; nothing happens while it is watched already. */
  watch(): void {
    if (this._listening === null) {
      const soon = (): void => {
        window.clearTimeout(this._soon);
        this._soon = window.setTimeout(() => void this.load(), SETTLE_MS);
      };
      const topics = [`model:${this.name}`, `project:${this.project}`];
      this._listening = this.lab.live.listen(topics, {
        changed: changes => {
          const mine = ({ topic, kind }: { topic: string; kind: string }): boolean =>
            topic.startsWith('model:') || kind === 'policy.updated';
          if (changes.some(mine)) {
            soon();
          }
        },
        reload: soon
      });
      void this.load();
    }
  }

  rest(): void {
    window.clearTimeout(this._soon);
    this._call.abort();
    this._listening?.dispose();
    this._listening = null;
  }

  async load(): Promise<void> {
    this._call.abort();
    this._call = new AbortController();
    const { signal } = this._call;
    const max_results = Math.min(MOST, Math.max(PAGE, this.state.standing.versions.length));
    try {
      const [model, standing, history] = await Promise.all([
        this.models.model(this.name, signal),
        this._standing({ max_results }, signal),
        this.control.history(this.name, undefined, signal)
      ]);
      const version = this.state.version ?? standing.versions[0]?.version ?? null;
      this.set({ model, standing, history, version, error: '' });
      await this._loadDetail(signal);
      this.set({ stamp: this.state.stamp + 1 });
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ error: messageOf(error) });
      }
    }
  }

  /** Add the next page of versions. */
  async loadMore(): Promise<void> {
    const { standing } = this.state;
    const { signal } = this._call;
    if (standing.more) {
      try {
        const options = { max_results: PAGE, before: standing };
        this.set({ standing: await this._standing(options, signal) });
      } catch (error) {
        if (!isAbort(error)) {
          this.set({ refusal: messageOf(error) });
        }
      }
    }
  }

  /** Look at another version. */
  async look(version: number): Promise<void> {
    if (version !== this.state.version || this.state.detail === null) {
      this.set({ version, detail: null, missing: '' });
      await this._loadDetail(this._call.signal);
    }
  }

  /** Change something; a refusal is shown, and the page is as the server has it afterwards. */
  async change(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      this.set({ refusal: '' });
      return true;
    } catch (error) {
      this.set({ refusal: messageOf(error) });
      return false;
    } finally {
      await this.load();
    }
  }

  private _standing(options: { max_results: number; before?: IStanding }, signal: AbortSignal) {
    return loadStanding(this.lab.api, this.models, this.control, this.name, options, signal);
  }

  private async _loadDetail(signal: AbortSignal): Promise<void> {
    const { version } = this.state;
    if (version === null) {
      return;
    }
    try {
      const detail = await this.models.version(this.name, version, signal);
      if (this.state.version === version) {
        this.set({ detail, missing: '' });
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted && this.state.version === version) {
        this.set({ detail: null, missing: messageOf(error) });
      }
    }
  }

  private _listening: IDisposable | null = null;
  private _call = new AbortController();
  private _soon = 0;
}
