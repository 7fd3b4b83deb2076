import type { Api } from '../api/client';

/** One entry of the audit log. */
export interface IEntry {
  readonly seq: number;
  /** UTC milliseconds. */
  readonly time: number;
  readonly actor: string;
  readonly actor_name: string;
  readonly via: string;
  readonly action: string;
  readonly kind: string;
  readonly object: string;
  readonly project: string;
  /** Digests of what was governed, before and after. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string;
  readonly request_id: string;
  /** JSON. */
  readonly details: string;
  readonly hash: string;
}

export interface IAuditQuery {
  readonly project: string;
  readonly object: string;
  readonly actor: string;
  readonly action: string;
}

/** What verifying the whole log found. */
export interface IVerification {
  readonly intact: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  readonly hash: string;
  readonly problems: readonly { seq: number; what: string; message: string }[];
}

/** What the front end asks of the audit log. */
export class AuditApi {
  constructor(private readonly api: Api) {}

  find(
    query: IAuditQuery,
    options: { max_results: number; page_token?: string },
    signal?: AbortSignal
  ): Promise<{ entries: IEntry[]; next_page_token: string | null }> {
    return this.api.get('audit', { ...query, ...options }, signal);
  }

  verify(): Promise<IVerification> {
    return this.api.send('POST', 'audit/verify');
  }
}
