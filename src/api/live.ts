import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IChange, ILive, ILiveListener } from './tokens';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const LINGER_MS = 5_000;

interface IFrame {
  ready?: object;
  changes?: IChange[];
  lagged?: boolean;
  error?: { message: string };
}

/** One WebSocket for the whole page, open only while somebody listens. */
export class Live implements ILive, IDisposable {
  constructor(settings?: ServerConnection.ISettings) {
    this._settings = settings ?? ServerConnection.makeSettings();
  }

  get connected(): boolean {
    return this._connected;
  }

  get connectedChanged(): ISignal<this, boolean> {
    return this._connectedChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  listen(topics: readonly string[], listener: ILiveListener): IDisposable {
    const entry = { topics: [...new Set(topics)], listener };
    const fresh = entry.topics.filter(topic => !this._byTopic.has(topic));
    for (const topic of entry.topics) {
      const listeners = this._byTopic.get(topic) ?? new Set();
      this._byTopic.set(topic, listeners.add(listener));
    }
    if (this._connected) {
      this._say({ subscribe: fresh });
    } else {
      this._connect();
    }
    return new DisposableDelegate(() => this._leave(entry.topics, listener));
  }

  dispose(): void {
    this._isDisposed = true;
    this._byTopic.clear();
    this._close();
    Signal.clearData(this);
  }

  private _leave(topics: string[], listener: ILiveListener): void {
    const left: string[] = [];
    for (const topic of topics) {
      const listeners = this._byTopic.get(topic);
      listeners?.delete(listener);
      if (listeners?.size === 0) {
        this._byTopic.delete(topic);
        left.push(topic);
      }
    }
    if (this._connected && left.length > 0) {
      this._say({ unsubscribe: left });
    }
    if (this._byTopic.size === 0) {
      window.clearTimeout(this._linger);
      this._linger = window.setTimeout(() => {
        if (this._byTopic.size === 0) {
          this._close();
        }
      }, LINGER_MS);
    }
  }

  private _connect(): void {
    window.clearTimeout(this._retry);
    if (this._socket !== null || this._isDisposed) {
      return;
    }
    const { wsUrl, token, WebSocket: Socket } = this._settings;
    const query = token && this._settings.appendToken ? `?token=${encodeURIComponent(token)}` : '';
    const socket = new Socket(URLExt.join(wsUrl, 'mlops-lab/api/live') + query);
    this._socket = socket;
    socket.onmessage = event => {
      if (this._socket === socket) {
        this._receive(JSON.parse(String(event.data)) as IFrame);
      }
    };
    socket.onclose = () => {
      if (this._socket === socket) {
        this._lost();
      }
    };
  }

  private _receive(frame: IFrame): void {
    if (frame.ready) {
      const again = this._wasConnected;
      this._wasConnected = true;
      this._attempt = 0;
      this._say({ subscribe: [...this._byTopic.keys()] });
      this._setConnected(true);
      if (again) {
        this._reload();
      }
    }
    if (frame.lagged) {
      this._reload();
    }
    if (frame.changes) {
      this._deliver(frame.changes);
    }
    if (frame.error) {
      console.warn(`MLOps Lab: ${frame.error.message}`);
    }
  }

  private _deliver(changes: IChange[]): void {
    const mine = new Map<ILiveListener, IChange[]>();
    for (const change of changes) {
      for (const listener of this._byTopic.get(change.topic) ?? []) {
        const heard = mine.get(listener) ?? [];
        heard.push(change);
        mine.set(listener, heard);
      }
    }
    mine.forEach((heard, listener) => listener.changed(heard));
  }

  private _reload(): void {
    const everyone = new Set([...this._byTopic.values()].flatMap(listeners => [...listeners]));
    everyone.forEach(listener => listener.reload());
  }

  private _lost(): void {
    this._socket = null;
    this._setConnected(false);
    if (this._byTopic.size > 0 && !this._isDisposed) {
      const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this._attempt);
      this._attempt += 1;
      // Not all at once, when many pages lost the same server
      this._retry = window.setTimeout(() => this._connect(), wait * (0.75 + Math.random() / 2));
    }
  }

  private _close(): void {
    window.clearTimeout(this._retry);
    window.clearTimeout(this._linger);
    const socket = this._socket;
    this._socket = null;
    this._wasConnected = false;
    socket?.close();
    this._setConnected(false);
  }

  private _setConnected(connected: boolean): void {
    if (connected !== this._connected) {
      this._connected = connected;
      this._connectedChanged.emit(connected);
    }
  }

  private _say(message: { subscribe?: string[]; unsubscribe?: string[] }): void {
    if ((message.subscribe ?? message.unsubscribe ?? []).length > 0) {
      this._socket?.send(JSON.stringify(message));
    }
  }

  private _settings: ServerConnection.ISettings;
  private _byTopic = new Map<string, Set<ILiveListener>>();
  private _socket: WebSocket | null = null;
  private _connected = false;
  private _wasConnected = false;
  private _attempt = 0;
  private _retry = 0;
  private _linger = 0;
  private _isDisposed = false;
  private _connectedChanged = new Signal<this, boolean>(this);
}
