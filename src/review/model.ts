import type { IDisposable } from '@lumino/disposable';
import { ApiError, isAbort, messageOf } from '../api/errors';
import type { ILab } from '../api/tokens';
import type { Review, Transition } from '../api/types';
import { ControlApi } from '../control/client';
import { Store } from '../components/store';
import { ModelsApi } from '../models/client';

const SETTLE_MS = 150;

export interface IReviewState {
  readonly transition: Transition | null;
  /** What differs from the live version. */
  readonly review: Review | null;
  /** Why there is nothing to show. */
  readonly error: string;
  /** Why the difference cannot be shown. */
  readonly reviewError: string;
  /** Why the last decision was refused. */
  readonly refusal: string;
  /** Whether a decision is on its way. */
  readonly busy: boolean;
  /**
   * The digest of what the person was shown, which an approval binds to. It moves on only when the
   * person says that they have seen what changed.
   */
  readonly seen: string | null;
}

/** One transition under review, kept current while somebody looks. */
export class ReviewModel extends Store<IReviewState> {
  constructor(
    readonly lab: ILab,
    readonly project: string,
    readonly transitionId: string
  ) {
    super({
      transition: null,
      review: null,
      error: '',
      reviewError: '',
      refusal: '',
      busy: false,
      seen: null
    });
    this.control = new ControlApi(lab.api, project);
    this.models = new ModelsApi(lab.api, project);
  }

  readonly control: ControlApi;
  readonly models: ModelsApi;

  /** Whether something an approval rests on has changed since it was shown. */
  get outdated(): boolean {
    const { transition, seen } = this.state;
    return (
      transition !== null &&
      transition.state === 'awaiting approval' &&
      seen !== null &&
      transition.subject_digest !== seen
    );
  }

  /** Load, and listen from then on; nothing happens while it is watched already. */
  watch(): void {
    if (!this._awake) {
      this._awake = true;
      void this.load();
    }
  }

  rest(): void {
    this._awake = false;
    window.clearTimeout(this._soon);
    this._call.abort();
    this._listening?.dispose();
    this._listening = null;
  }

  async load(): Promise<void> {
    this._call.abort();
    this._call = new AbortController();
    const { signal } = this._call;
    try {
      this._take(await this.control.transition(this.transitionId, signal));
      this._listen(); // what it is about is only known once it has been loaded
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ error: messageOf(error) });
      }
      return;
    }
    await this._compare(signal);
  }

  /** Take what is shown now for what was seen. */
  look(): void {
    this.set({ seen: this.state.transition?.subject_digest ?? null, refusal: '' });
  }

  /** Carry out a decision; a refusal is shown and what was typed stays. */
  async decide(act: (control: ControlApi) => Promise<Transition>): Promise<boolean> {
    this.set({ busy: true, refusal: '' });
    try {
      this._take(await act(this.control));
      return true;
    } catch (error) {
      this.set({ refusal: messageOf(error) });
      if (error instanceof ApiError && error.status > 0) {
        await this.load(); // what was seen may be out of date
      }
      return false;
    } finally {
      this.set({ busy: false });
    }
  }

  private _take(transition: Transition): void {
    const { seen } = this.state;
    this.set({ transition, error: '', seen: seen ?? transition.subject_digest });
  }

  private async _compare(signal: AbortSignal): Promise<void> {
    const { transition } = this.state;
    if (transition === null) {
      return;
    }
    const { name, version, target } = transition;
    try {
      const review = await this.models.review(name, version, target, signal);
      this.set({ review, reviewError: '' });
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ reviewError: messageOf(error) });
      }
    }
  }

  private _listen(): void {
    const { transition } = this.state;
    if (transition === null || this._listening !== null || !this._awake) {
      return;
    }
    const soon = (): void => {
      window.clearTimeout(this._soon);
      this._soon = window.setTimeout(() => this._awake && void this.load(), SETTLE_MS);
    };
    const topics = [`model:${transition.name}`, `project:${transition.project}`];
    this._listening = this.lab.live.listen(topics, {
      changed: changes => {
        const mine = changes.some(
          ({ topic, kind }) => topic.startsWith('model:') || kind === 'policy.updated'
        );
        if (mine) {
          soon();
        }
      },
      reload: soon
    });
  }

  private _awake = false;
  private _call = new AbortController();
  private _soon = 0;
  private _listening: IDisposable | null = null;
}
