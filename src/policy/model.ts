import type { IDisposable } from '@lumino/disposable';
import { ApiError, isAbort, messageOf } from '../api/errors';
import type { ILab } from '../api/tokens';
import type { PolicyVersion } from '../api/types';
import { Store } from '../components/store';
import { GovernanceApi, type IProblem } from './client';

const CHECK_MS = 350;

export interface IPolicyState {
  /** What holds now; null until it is known. */
  readonly current: PolicyVersion | null;
  /** What was written, newest first. */
  readonly versions: readonly PolicyVersion[];
  /** The version that the draft was made from. */
  readonly base: PolicyVersion | null;
  /** What stands in the editor. */
  readonly draft: string;
  readonly problems: readonly IProblem[];
  /** Whether the problems are those of the draft as it stands. */
  readonly checked: boolean;
  /** Whether the person may change the policy. */
  readonly editable: boolean;
  readonly error: string;
  readonly refusal: string;
  readonly busy: boolean;
}

/** The policy of a project under an editor: what holds, the draft, and what is wrong with it. */
export class PolicyModel extends Store<IPolicyState> {
  constructor(
    readonly lab: ILab,
    readonly project: string
  ) {
    super({
      current: null,
      versions: [],
      base: null,
      draft: '',
      problems: [],
      checked: true,
      editable: false,
      error: '',
      refusal: '',
      busy: false
    });
    this.api = new GovernanceApi(lab.api, project);
  }

  readonly api: GovernanceApi;

  /** Whether the draft says something else than what it was made from. */
  get dirty(): boolean {
    const { base, draft } = this.state;
    return base !== null && base.text !== draft;
  }

  /** Whether somebody has written another version since the draft was begun. */
  get overtaken(): boolean {
    const { base, current } = this.state;
    return base !== null && current !== null && base.version !== current.version;
  }

  watch(): void {
    if (this._listening === null) {
      this._listening = this.lab.live.listen([`project:${this.project}`], {
        changed: changes => {
          if (changes.some(({ kind }) => /^(policy|roles?)\./.test(kind))) {
            void this.load();
          }
        },
        reload: () => void this.load()
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

  /** Read what holds now; a draft stays as it is. */
  async load(): Promise<void> {
    this._call.abort();
    this._call = new AbortController();
    const { signal } = this._call;
    try {
      const [current, versions, roles] = await Promise.all([
        this.api.policy(signal),
        this.api.versions(signal),
        this.api.roles(signal)
      ]);
      const { dirty } = this;
      this.set({ current, versions, editable: roles.mine === 'admin', error: '' });
      if (!dirty) {
        this._begin(current);
      }
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ error: messageOf(error) });
      }
    }
  }

  /** Take what was typed over; it is checked soon. */
  edit(draft: string): void {
    if (draft !== this.state.draft) {
      this.set({ draft, checked: false });
      window.clearTimeout(this._soon);
      this._soon = window.setTimeout(() => void this._check(), CHECK_MS);
    }
  }

  /** Give the draft up. */
  discard(): void {
    const { current } = this.state;
    if (current !== null) {
      this._begin(current);
    }
  }

  /** Keep the draft, as a change to what holds now. */
  rebase(): void {
    this.set({ base: this.state.current, refusal: '' });
  }

  /** Write the draft as a new version; told whether it was. */
  async save(comment: string): Promise<boolean> {
    const { draft, base } = this.state;
    if (base === null) {
      return false;
    }
    this.set({ busy: true, refusal: '' });
    try {
      const current = await this.api.write(draft, comment, base.version);
      this.set({ current });
      this._begin(current);
      await this.load();
      return true;
    } catch (error) {
      this.set({ refusal: messageOf(error) });
      if (error instanceof ApiError && error.field === 'base_version') {
        await this.load();
      }
      return false;
    } finally {
      this.set({ busy: false });
    }
  }

  private _begin(base: PolicyVersion): void {
    window.clearTimeout(this._soon);
    this.set({ base, draft: base.text, problems: [], checked: true, refusal: '' });
  }

  private async _check(): Promise<void> {
    const { draft } = this.state;
    try {
      const problems = await this.api.check(draft);
      if (draft === this.state.draft) {
        this.set({ problems, checked: true, refusal: '' });
      }
    } catch (error) {
      this.set({ refusal: messageOf(error) });
    }
  }

  private _listening: IDisposable | null = null;
  private _call = new AbortController();
  private _soon = 0;
}
