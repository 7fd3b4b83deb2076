import type { IDisposable } from '@lumino/disposable';
import { isAbort, messageOf } from '../api/errors';
import type { IChange, ILab } from '../api/tokens';
import type { InboxItem } from '../api/types';
import { Store } from '../components/store';

const SETTLE_MS = 250;

export interface IInboxState {
  /** What waits for the person, newest first; what they asked for themselves comes last. */
  readonly items: readonly InboxItem[];
  readonly loaded: boolean;
  /** Why it is not known, in words for the person. */
  readonly error: string;
}

/** What waits for the person, over all projects, as the server tells of changes; it never polls. */
export class Inbox extends Store<IInboxState> {
  constructor(private readonly lab: Pick<ILab, 'api' | 'live'>) {
    super({ items: [], loaded: false, error: '' });
  }

  /** How many things somebody else waits for. */
  get count(): number {
    return waiting(this.state.items).length;
  }

  /** Ask what waits, and listen from then on. */
  async start(): Promise<void> {
    if (this._arrivals === null) {
      this._arrivals = this.lab.live.listen(['projects'], {
        changed: () => void this.load(),
        reload: () => void this.load()
      });
      await this.load();
    }
  }

  stop(): void {
    window.clearTimeout(this._timer);
    this._call.abort();
    this._arrivals?.dispose();
    this._listening?.dispose();
    this._arrivals = this._listening = null;
  }

  /** Learn which projects there are, and what waits in them. */
  async load(): Promise<void> {
    try {
      const topics = (await this.lab.api.projects()).map(one => `project:${one.name}`);
      if (this._arrivals === null) {
        return;
      }
      const before = this._listening;
      this._listening = this.lab.live.listen(topics, {
        changed: changes => this._heard(changes),
        reload: () => this._askSoon()
      });
      before?.dispose();
    } catch (error) {
      this.set({ error: messageOf(error), loaded: true });
      return;
    }
    await this._ask();
  }

  private async _ask(): Promise<void> {
    this._call.abort();
    this._call = new AbortController();
    try {
      const { signal } = this._call;
      const { items } = await this.lab.api.get<{ items: InboxItem[] }>('inbox', {}, signal);
      this.set({ items: sorted(items), loaded: true, error: '' });
    } catch (error) {
      if (!isAbort(error)) {
        this.set({ error: messageOf(error), loaded: true });
      }
    }
  }

  private _heard(changes: readonly IChange[]): void {
    if (changes.some(({ kind }) => ABOUT.has(kind.split('.')[0]))) {
      this._askSoon();
    }
  }

  private _askSoon(): void {
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => void this._ask(), SETTLE_MS);
  }

  private _arrivals: IDisposable | null = null;
  private _listening: IDisposable | null = null;
  private _call = new AbortController();
  private _timer = 0;
}

const ABOUT = new Set(['transition', 'policy', 'roles', 'role', 'version']);

/** Return what only this person can move on. */
export function waiting(items: readonly InboxItem[]): InboxItem[] {
  return items.filter(item => item.why !== 'own');
}

function sorted(items: readonly InboxItem[]): InboxItem[] {
  return [...waiting(items), ...items.filter(item => item.why === 'own')];
}
