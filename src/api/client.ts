import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ApiError, errorFrom, isAbort } from './errors';
import type * as T from './types';

export type Query = Record<string, string | number | boolean | undefined | null>;

/** Everything the front end asks of the server's HTTP API, typed. Failures are `ApiError`s. */
export class Api {
  readonly settings: ServerConnection.ISettings;

  constructor(settings?: ServerConnection.ISettings) {
    this.settings = settings ?? ServerConnection.makeSettings();
  }

  info(): Promise<T.Info> {
    return this.get('info');
  }

  async projects(): Promise<T.Project[]> {
    return (await this.get<{ projects: T.Project[] }>('projects')).projects;
  }

  async experiments(project: string): Promise<T.Experiment[]> {
    const query = { project };
    return (await this.get<{ experiments: T.Experiment[] }>('experiments', query)).experiments;
  }

  createExperiment(project: string, name: string): Promise<T.Experiment> {
    return this.send('POST', 'experiments', { project, name });
  }

  searchRuns(search: T.RunSearch, signal?: AbortSignal): Promise<T.RunPage> {
    return this.send('POST', 'runs/search', search, signal);
  }

  run(runId: string, signal?: AbortSignal): Promise<T.Run> {
    return this.get(`runs/${part(runId)}`, {}, signal);
  }

  updateRun(runId: string, change: T.RunChange): Promise<T.Run> {
    return this.send('PATCH', `runs/${part(runId)}`, change);
  }

  async deleteRuns(runIds: string[]): Promise<void> {
    await this.send('POST', 'runs/delete', { run_ids: runIds });
  }

  async restoreRuns(runIds: string[]): Promise<void> {
    await this.send('POST', 'runs/restore', { run_ids: runIds });
  }

  /** Resolve an id, the beginning of one, or a name; newest first. */
  async resolveRun(run: string, project?: string): Promise<string[]> {
    return (await this.get<{ run_ids: string[] }>('runs/resolve', { run, project })).run_ids;
  }

  code(runId: string, signal?: AbortSignal): Promise<T.Code> {
    return this.get(`runs/${part(runId)}/code`, {}, signal);
  }

  async datasets(runId: string, signal?: AbortSignal): Promise<T.Dataset[]> {
    const path = `runs/${part(runId)}/datasets`;
    return (await this.get<{ datasets: T.Dataset[] }>(path, {}, signal)).datasets;
  }

  async models(runId: string, signal?: AbortSignal): Promise<T.LoggedModel[]> {
    const path = `runs/${part(runId)}/models`;
    return (await this.get<{ models: T.LoggedModel[] }>(path, {}, signal)).models;
  }

  history(
    runId: string,
    key: string,
    options: { max_results?: number; page_token?: string | null } = {},
    signal?: AbortSignal
  ): Promise<T.HistoryPage> {
    return this.get(`runs/${part(runId)}/history`, { key, ...options }, signal);
  }

  /** List a folder of a run's artifacts. */
  async artifacts(runId: string, path = '', signal?: AbortSignal): Promise<T.Artifact[]> {
    const where = `runs/${part(runId)}/artifacts`;
    return (await this.get<{ artifacts: T.Artifact[] }>(where, { path }, signal)).artifacts;
  }

  /** Return the address of one artifact, for links, images and sandboxed frames. */
  artifactUrl(runId: string, path: string, options: { download?: boolean } = {}): string {
    const file = path.split('/').map(part).join('/');
    return this.url(
      `runs/${part(runId)}/artifacts/${file}`,
      options.download ? { download: 1 } : {}
    );
  }

  /** Read one artifact, or its first `bytes` bytes. */
  async artifact(
    runId: string,
    path: string,
    options: { bytes?: number; signal?: AbortSignal } = {}
  ): Promise<Response> {
    const headers = options.bytes ? { Range: `bytes=0-${options.bytes - 1}` } : undefined;
    const init = { headers, signal: options.signal };
    return this.respond(this.artifactUrl(runId, path), init);
  }

  curves(request: T.ChartRequest, signal?: AbortSignal): Promise<T.Curves> {
    return this.send('POST', 'charts', request, signal);
  }

  compare(request: T.CompareRequest, signal?: AbortSignal): Promise<T.Comparison> {
    return this.send('POST', 'runs/compare', request, signal);
  }

  async importance(request: T.ImportanceRequest, signal?: AbortSignal): Promise<T.Importance[]> {
    const answer = this.send<{ importances: T.Importance[] }>(
      'POST',
      'runs/importance',
      request,
      signal
    );
    return (await answer).importances;
  }

  keys(
    project: string,
    experimentIds: string[] | null,
    like = '',
    signal?: AbortSignal
  ): Promise<T.KeyNames> {
    const experiment_ids = experimentIds?.join(',');
    return this.get('keys', { project, experiment_ids, like }, signal);
  }

  async values(
    project: string,
    experimentIds: string[] | null,
    kind: 'params' | 'tags',
    key: string,
    like = '',
    signal?: AbortSignal
  ): Promise<string[]> {
    const query = { project, experiment_ids: experimentIds?.join(','), kind, key, like };
    return (await this.get<{ values: string[] }>('values', query, signal)).values;
  }

  async views(project: string): Promise<T.SavedView[]> {
    return (await this.get<{ views: T.SavedView[] }>('views', { project })).views;
  }

  saveView(project: string, name: string, query: Record<string, unknown>): Promise<T.SavedView> {
    return this.send('POST', 'views', { project, name, query });
  }

  updateView(viewId: string, change: { name?: string; query?: object }): Promise<T.SavedView> {
    return this.send('PUT', `views/${part(viewId)}`, change);
  }

  async deleteView(viewId: string): Promise<void> {
    await this.send('DELETE', `views/${part(viewId)}`);
  }

  async notebookRuns(path: string): Promise<T.CellRuns[]> {
    return (await this.get<{ cells: T.CellRuns[] }>('notebook-runs', { path })).cells;
  }

  /** Return the address of a path of our API. */
  url(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter(
      ([, value]) => value !== undefined && value !== null
    );
    const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
    const address = URLExt.join(this.settings.baseUrl, 'mlops-lab/api', path);
    return given.length > 0 ? `${address}?${search.toString()}` : address;
  }

  /** Ask for a path of our API; the capabilities' own clients build on this and `send`. */
  get<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
    return this.json(this.url(path, query), { method: 'GET', signal });
  }

  /** Send a body to a path of our API. */
  send<Answer>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json' };
    return this.json(this.url(path), { method, headers, body: text, signal });
  }

  private async json<Answer>(url: string, init: RequestInit): Promise<Answer> {
    const response = await this.respond(url, init);
    return (await response.json()) as Answer;
  }

  private async respond(url: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this.settings);
    } catch (error) {
      if (isAbort(error) || init.signal?.aborted) {
        throw new DOMException('The request was called off.', 'AbortError');
      }
      throw new ApiError(0, { code: 'unreachable', message: 'The server does not answer.' });
    }
    if (!response.ok) {
      throw errorFrom(response.status, await response.text());
    }
    return response;
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}
