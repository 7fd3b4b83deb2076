import type { Api } from '../api/client';
import type { Explanation, PolicyVersion, RoleList } from '../api/types';

/** One thing wrong with a policy's text. */
export interface IProblem {
  readonly message: string;
  /** Where, such as `targets.production.approvals.count`. */
  readonly field: string;
  /** From 1; 0 where it is nowhere in particular. */
  readonly line: number;
}

/** What the front end asks about the rules of a project, and who may do what. */
export class GovernanceApi {
  constructor(
    private readonly api: Api,
    readonly project: string
  ) {}

  policy(signal?: AbortSignal): Promise<PolicyVersion> {
    return this.api.get('policy', { project: this.project }, signal);
  }

  async versions(signal?: AbortSignal): Promise<PolicyVersion[]> {
    const query = { project: this.project };
    return (await this.api.get<{ versions: PolicyVersion[] }>('policy/versions', query, signal))
      .versions;
  }

  async check(text: string, signal?: AbortSignal): Promise<IProblem[]> {
    const answer = this.api.send<{ problems: IProblem[] }>(
      'POST',
      'policy/check',
      { text },
      signal
    );
    return (await answer).problems;
  }

  /** Write a new version of the policy; `base_version` is the one it was made from. */
  write(text: string, comment: string, base_version: number): Promise<PolicyVersion> {
    return this.api.send('PUT', this.path('policy'), { text, comment, base_version });
  }

  roles(signal?: AbortSignal): Promise<RoleList> {
    return this.api.get('roles', { project: this.project }, signal);
  }

  /** Grant a role to `user:NAME`, `group:NAME` or `*`; null takes it away. */
  grant(subject: string, role: string | null): Promise<RoleList> {
    return this.api.send('PUT', this.path('roles'), { subject, role });
  }

  explain(user: string, action: string, signal?: AbortSignal): Promise<Explanation> {
    return this.api.get('roles/explain', { project: this.project, user, action }, signal);
  }

  private path(path: string): string {
    return `${path}?project=${encodeURIComponent(this.project)}`;
  }
}
