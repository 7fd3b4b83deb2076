import type { Api } from '../api/client';
import type * as T from '../api/types';

/** What the front end asks of the registry. */
export class ModelsApi {
  constructor(
    private readonly api: Api,
    readonly project: string
  ) {}

  /** A page of models, newest change first. */
  search(
    options: { filter?: string; order_by?: string; page_token?: string; max_results?: number } = {},
    signal?: AbortSignal
  ): Promise<T.ModelPage> {
    return this.api.get('models', { ...options, project: this.project }, signal);
  }

  model(name: string, signal?: AbortSignal): Promise<T.RegisteredModel> {
    return this.api.get(`models/${part(name)}`, { project: this.project }, signal);
  }

  versions(
    name: string,
    options: { page_token?: string; max_results?: number; order_by?: string } = {},
    signal?: AbortSignal
  ): Promise<T.VersionPage> {
    const query = { ...options, project: this.project };
    return this.api.get(`models/${part(name)}/versions`, query, signal);
  }

  /** Find versions of all models, in the grammar of searches. */
  async find(filter: string, max_results: number, signal?: AbortSignal): Promise<T.ModelVersion[]> {
    const query = {
      filter,
      max_results,
      order_by: 'creation_timestamp DESC',
      project: this.project
    };
    return (await this.api.get<T.VersionPage>('versions', query, signal)).versions;
  }

  /** Make the next version of a model of a folder among a run's artifacts. */
  register(
    name: string,
    version: { run_id: string; path?: string; source?: string; description?: string }
  ): Promise<T.ModelVersion> {
    const path = `models/${part(name)}/versions?project=${part(this.project)}`;
    return this.api.send('POST', path, version);
  }

  /** Take a version out of service until it is released, for good, or let it back in. */
  withdraw(
    name: string,
    version: number,
    how: 'quarantine' | 'revoke' | 'release',
    reason: string
  ): Promise<unknown> {
    const path = `models/${part(name)}/versions/${version}/${how}?project=${part(this.project)}`;
    return this.api.send('POST', path, { reason });
  }

  version(name: string, version: number, signal?: AbortSignal): Promise<T.VersionDetail> {
    const path = `models/${part(name)}/versions/${version}`;
    return this.api.get(path, { project: this.project }, signal);
  }

  /** What differs between a version and the one that is live for a target. */
  review(name: string, version: number, target: string, signal?: AbortSignal): Promise<T.Review> {
    const path = `models/${part(name)}/versions/${version}/review`;
    return this.api.get(path, { target, project: this.project }, signal);
  }

  lineage(name: string, version?: number, signal?: AbortSignal): Promise<T.LineageGraph> {
    const path = `models/${part(name)}/lineage`;
    return this.api.get(path, { version, project: this.project }, signal);
  }

  card(name: string, signal?: AbortSignal): Promise<T.Card> {
    return this.api.get(`models/${part(name)}/card`, { project: this.project }, signal);
  }

  /** Write a new revision; `base_revision` is what was read, so that nobody's words are lost. */
  saveCard(name: string, parts: Record<string, string>, base_revision: number): Promise<T.Card> {
    const path = `models/${part(name)}/card?project=${part(this.project)}`;
    return this.api.send('PUT', path, { parts, base_revision });
  }

  /** Return the address of a version's card in a form, or of its technical file. */
  exportUrl(name: string, version: number, what: 'technical-file' | CardForm): string {
    const path = `models/${part(name)}/versions/${version}`;
    return what === 'technical-file'
      ? this.api.url(`${path}/technical-file`, { project: this.project })
      : this.api.url(`${path}/card`, { format: what, project: this.project });
  }
}

export type CardForm = 'markdown' | 'html' | 'json' | 'pdf';

function part(text: string): string {
  return encodeURIComponent(text);
}
