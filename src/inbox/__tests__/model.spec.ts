import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ILab, ILiveListener } from '../../api/tokens';
import type { InboxItem } from '../../api/types';
import { Inbox } from '../model';

function item(why: string, transition_id: string): InboxItem {
  return { why, transition: { transition_id } } as InboxItem;
}

describe('the inbox', () => {
  const listeners = new Map<string, ILiveListener>();
  let items: InboxItem[];
  let asked: number;
  let inbox: Inbox;

  beforeEach(() => {
    vi.useFakeTimers();
    listeners.clear();
    items = [];
    asked = 0;
    const lab = {
      api: {
        projects: () => Promise.resolve([{ name: 'default' }, { name: 'vision' }]),
        get: () => {
          asked += 1;
          return Promise.resolve({ items });
        }
      },
      live: {
        listen: (topics: string[], listener: ILiveListener) => {
          topics.forEach(topic => listeners.set(topic, listener));
          return { isDisposed: false, dispose: () => undefined };
        }
      }
    };
    inbox = new Inbox(lab as unknown as ILab);
  });

  afterEach(() => {
    inbox.stop();
    vi.useRealTimers();
  });

  async function hears(topic: string, kind: string): Promise<void> {
    listeners.get(topic)?.changed([{ topic, kind, data: {} }]);
    await vi.advanceTimersByTimeAsync(500);
  }

  it('counts what only this person can move on, and lists their own requests last', async () => {
    items = [item('own', 'a'), item('approve', 'b'), item('review', 'c')];
    await inbox.start();
    expect(inbox.count).toBe(2);
    expect(inbox.state.items.map(one => one.transition.transition_id)).toEqual(['b', 'c', 'a']);
  });

  it('asks again when a promotion moves in any project', async () => {
    await inbox.start();
    items = [item('approve', 'b')];
    await hears('project:vision', 'transition.updated');
    expect(inbox.count).toBe(1);
  });

  it('does not ask when a run logs', async () => {
    await inbox.start();
    await hears('project:default', 'run.updated');
    expect(asked).toBe(1);
  });
});
