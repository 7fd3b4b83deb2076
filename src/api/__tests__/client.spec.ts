import { describe, expect, it } from 'vitest';
import { ServerConnection } from '@jupyterlab/services';
import { Api } from '../client';
import { ApiError, isAbort } from '../errors';

interface ISeen {
  url: string;
  method: string;
  type: string | null;
  body: string;
}

function api(answer: () => Response | Promise<Response>) {
  const seen: ISeen[] = [];
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const request = input as Request;
    seen.push({
      url: request.url,
      type: request.headers.get('Content-Type'),
      method: request.method,
      body: await request.clone().text()
    });
    return answer();
  };
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://here/base/',
    // Jupyter adds the time to addresses that must not be cached
    init: { cache: 'default' },
    fetch: fetch
  });
  return { api: new Api(settings), seen };
}

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

describe('the client', () => {
  it('sends a search as it is and returns the page', async () => {
    const page = { runs: [], next_page_token: null, total: 0 };
    const { api: client, seen } = api(() => json(page));
    expect(await client.searchRuns({ project: 'vision', filter: "params.m = 'ü'" })).toEqual(page);
    expect(seen[0]).toMatchObject({
      url: 'http://here/base/mlops-lab/api/runs/search',
      method: 'POST',
      type: 'application/json',
      body: '{"project":"vision","filter":"params.m = \'ü\'"}'
    });
  });

  it('leaves out what was not asked and encodes what was', async () => {
    const { api: client, seen } = api(() => json({ values: ['a'] }));
    await client.values('p & q', null, 'params', 'lr/x');
    expect(new URL(seen[0].url).search).toBe('?project=p+%26+q&kind=params&key=lr%2Fx&like=');
  });

  it('keeps the slashes of artifact paths and encodes the rest', () => {
    const { api: client } = api(() => json({}));
    expect(client.artifactUrl('r1', 'plots/a b#1.png', { download: true })).toBe(
      'http://here/base/mlops-lab/api/runs/r1/artifacts/plots/a%20b%231.png?download=1'
    );
  });

  it("passes the server's words and the field at fault on", async () => {
    const body = { code: 'invalid', message: 'Column 5: a value is missing.', field: 'filter' };
    const { api: client } = api(() => json(body, 400));
    const error = await client.searchRuns({}).catch((reason: unknown) => reason as ApiError);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ ...body, status: 400 });
  });

  it('says something sensible when a proxy answers with its own page', async () => {
    const { api: client } = api(() => new Response('<html>Bad gateway</html>', { status: 502 }));
    await expect(client.info()).rejects.toMatchObject({ message: 'The server answered 502.' });
  });

  it('says that nobody answers', async () => {
    const { api: client } = api(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(client.info()).rejects.toMatchObject({ code: 'unreachable', status: 0 });
  });

  it('tells a request that was called off from one that failed', async () => {
    const asked = new AbortController();
    const { api: client } = api(() => {
      asked.abort();
      return Promise.reject(new TypeError('aborted'));
    });
    const error = await client.run('r1', asked.signal).catch((reason: unknown) => reason);
    expect(isAbort(error)).toBe(true);
  });
});
