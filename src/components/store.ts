import { Signal, type ISignal } from '@lumino/signaling';
import { useSyncExternalStore } from 'react';

/** State as one value that is replaced, never changed, with a signal when it is. */
export class Store<T extends object> {
  constructor(state: T) {
    this._state = state;
  }

  get state(): T {
    return this._state;
  }

  get changed(): ISignal<this, T> {
    return this._changed;
  }

  /** Replace some fields; nothing happens when they are as they were. */
  set(part: Partial<T>): void {
    const keys = Object.keys(part) as (keyof T)[];
    if (keys.some(key => this._state[key] !== part[key])) {
      this._state = { ...this._state, ...part };
      this._changed.emit(this._state);
    }
  }

  /** Call `listener` after each change until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this._changed.connect(listener);
    return () => {
      this._changed.disconnect(listener);
    };
  };

  readonly snapshot = (): T => this._state;

  private _state: T;
  private _changed = new Signal<this, T>(this);
}

/** Draw a component anew whenever a store changes. */
export function useStore<T extends object>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
