import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/errors';
import type { ILab } from '../../api/tokens';
import { PolicyModel } from '../model';

describe('a policy under the editor', () => {
  let version: number;
  let text: string;
  let sent: [string, string, { base_version?: number }][];
  let refuse: ApiError | null;
  let model: PolicyModel;

  beforeEach(() => {
    vi.useFakeTimers();
    version = 1;
    text = 'targets: {}';
    sent = [];
    refuse = null;
    const current = () => ({ version, text });
    const lab = {
      api: {
        get: (path: string) =>
          Promise.resolve(
            path === 'policy' ? current() : path === 'roles' ? { mine: 'admin' } : { versions: [] }
          ),
        send: (method: string, path: string, body: { text: string; base_version?: number }) => {
          sent.push([method, path, body]);
          if (method === 'POST') {
            return Promise.resolve({ problems: body.text.includes('wrong') ? [{ line: 1 }] : [] });
          }
          if (refuse) {
            return Promise.reject(refuse);
          }
          version += 1;
          text = body.text;
          return Promise.resolve(current());
        }
      },
      live: { listen: () => ({ isDisposed: false, dispose: () => undefined }) }
    };
    model = new PolicyModel(lab as unknown as ILab, 'default');
  });

  afterEach(() => {
    model.rest();
    vi.useRealTimers();
  });

  it('is checked once typing pauses', async () => {
    await model.load();
    model.edit('w');
    model.edit('wrong');
    expect(model.state.checked).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(sent).toHaveLength(1);
    expect(model.state.problems).toHaveLength(1);
  });

  it('keeps a draft when somebody else writes, and says so', async () => {
    await model.load();
    model.edit('mine');
    [version, text] = [2, 'theirs'];
    await model.load();
    expect([model.state.draft, model.overtaken, model.dirty]).toEqual(['mine', true, true]);
    model.rebase();
    expect([model.state.base?.text, model.overtaken]).toEqual(['theirs', false]);
  });

  it('follows what others write while there is no draft', async () => {
    await model.load();
    [version, text] = [2, 'theirs'];
    await model.load();
    expect([model.state.draft, model.overtaken]).toEqual(['theirs', false]);
  });

  it('is written from the version that was edited', async () => {
    await model.load();
    model.edit('better');
    expect(await model.save('why')).toBe(true);
    expect(sent[0][2].base_version).toBe(1);
    expect([model.dirty, model.state.base?.version]).toEqual([false, 2]);
  });

  it('keeps what was typed when it is refused', async () => {
    await model.load();
    model.edit('mine');
    refuse = new ApiError(409, { code: 'conflict', message: 'no', field: 'base_version' });
    [version, text] = [2, 'theirs'];
    expect(await model.save('why')).toBe(false);
    expect([model.state.draft, model.state.refusal, model.overtaken]).toEqual(['mine', 'no', true]);
  });
});
