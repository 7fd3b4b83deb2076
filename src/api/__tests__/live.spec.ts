import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerConnection } from '@jupyterlab/services';
import { Live } from '../live';
import type { IChange } from '../tokens';

class FakeSocket {
  static opened: FakeSocket[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: Record<string, string[]>[] = [];
  closed = false;

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, string[]>);
  }

  close(): void {
    this.closed = true;
  }

  hears(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drops(): void {
    this.onclose?.();
  }
}

function listener() {
  const heard: IChange[] = [];
  return { heard, changed: (changes: IChange[]) => heard.push(...changes), reload: vi.fn() };
}

function change(topic: string): IChange {
  return { topic, kind: 'run.updated', data: {} };
}

describe('the live channel', () => {
  let live: Live;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.opened = [];
    const WebSocket = FakeSocket as unknown as typeof globalThis.WebSocket;
    live = new Live(
      ServerConnection.makeSettings({
        wsUrl: 'ws://here/base/',
        WebSocket,
        token: 'a b',
        appendToken: true
      })
    );
  });

  afterEach(() => {
    live.dispose();
    vi.useRealTimers();
  });

  function latest(): FakeSocket {
    return FakeSocket.opened[FakeSocket.opened.length - 1];
  }

  it('opens nothing until somebody listens', () => {
    expect(FakeSocket.opened).toHaveLength(0);
    live.listen(['run:1'], listener());
    expect(latest().url).toBe('ws://here/base/mlops-lab/api/live?token=a%20b');
  });

  it('is one socket for everybody, and each hears only what it asked for', () => {
    const [one, other] = [listener(), listener()];
    live.listen(['run:1', 'experiment:1'], one);
    live.listen(['run:1', 'run:2'], other);
    latest().hears({ ready: {} });
    expect(FakeSocket.opened).toHaveLength(1);
    expect(latest().sent).toEqual([{ subscribe: ['run:1', 'experiment:1', 'run:2'] }]);
    latest().hears({ changes: [change('run:1'), change('run:2')] });
    expect(one.heard.map(({ topic }) => topic)).toEqual(['run:1']);
    expect(other.heard.map(({ topic }) => topic)).toEqual(['run:1', 'run:2']);
  });

  it('asks for topics that come later, and leaves those nobody wants', () => {
    const mine = live.listen(['run:1'], listener());
    latest().hears({ ready: {} });
    const other = live.listen(['run:1', 'run:2'], listener());
    mine.dispose();
    other.dispose();
    expect(latest().sent.slice(1)).toEqual([
      { subscribe: ['run:2'] },
      { unsubscribe: ['run:1', 'run:2'] }
    ]);
  });

  it('comes back after a loss, with everybody reloading what they missed', () => {
    const mine = listener();
    live.listen(['run:1'], mine);
    latest().hears({ ready: {} });
    expect(mine.reload).not.toHaveBeenCalled();
    latest().drops();
    expect(live.connected).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(FakeSocket.opened).toHaveLength(2);
    latest().hears({ ready: {} });
    expect(latest().sent).toEqual([{ subscribe: ['run:1'] }]);
    expect(mine.reload).toHaveBeenCalledTimes(1);
  });

  it('waits longer and longer for a server that stays away', () => {
    live.listen(['run:1'], listener());
    for (let attempt = 0; attempt < 12; attempt += 1) {
      latest().drops();
      vi.advanceTimersByTime(60_000);
    }
    const before = FakeSocket.opened.length;
    latest().drops();
    vi.advanceTimersByTime(20_000);
    expect(FakeSocket.opened).toHaveLength(before);
  });

  it('reloads when the server had to drop changes', () => {
    const mine = listener();
    live.listen(['run:1'], mine);
    latest().hears({ ready: {} });
    latest().hears({ lagged: true });
    expect(mine.reload).toHaveBeenCalledTimes(1);
  });

  it('closes a while after the last listener left, unless one came back', () => {
    live.listen(['run:1'], listener()).dispose();
    live.listen(['run:1'], listener());
    vi.advanceTimersByTime(10_000);
    expect(latest().closed).toBe(false);
    const other = live.listen(['run:2'], listener());
    other.dispose();
    vi.advanceTimersByTime(10_000);
    expect(latest().closed).toBe(false);
  });
});
