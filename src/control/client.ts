import type { Api } from '../api/client';
import type * as T from '../api/types';

/** What the front end asks of control: plans, promotions, decisions, targets, the inbox. */
export class ControlApi {
  constructor(
    private readonly api: Api,
    private readonly project: string
  ) {}

  /** What promoting would do, which is what its button says. */
  plan(name: string, version: number, target: string, signal?: AbortSignal): Promise<T.Plan> {
    return this.api.get('promotions/plan', this.in({ name, version, target }), signal);
  }

  /** Ask for a version to go live; asking twice is asking once. */
  promote(
    name: string,
    version: number,
    target: string,
    given: { note?: string; generation?: number; again?: boolean } = {}
  ): Promise<T.Transition> {
    return this.post('promotions', { name, version, target, ...given });
  }

  transition(id: string, signal?: AbortSignal): Promise<T.Transition> {
    return this.api.get(`promotions/${part(id)}`, this.in({}), signal);
  }

  /** Approve exactly what was seen: another digest is refused. */
  approve(id: string, subject_digest: string, comment: string): Promise<T.Transition> {
    return this.post(`promotions/${part(id)}/approve`, { comment, subject_digest });
  }

  reject(id: string, comment: string): Promise<T.Transition> {
    return this.post(`promotions/${part(id)}/reject`, { comment });
  }

  /** Take a request back. */
  cancel(id: string, comment: string): Promise<T.Transition> {
    return this.post(`promotions/${part(id)}/cancel`, { comment });
  }

  /** Say that a rollback done at once has been looked at. */
  reviewed(id: string, comment: string): Promise<T.Transition> {
    return this.post(`promotions/${part(id)}/review`, { comment });
  }

  comment(id: string, text: string): Promise<T.Transition> {
    return this.post(`promotions/${part(id)}/comments`, { text });
  }

  /** Make a version live again that was live before; `generation` is the target's as it was shown. */
  rollback(
    name: string,
    target: string,
    reason: string,
    to_version: number,
    generation: number
  ): Promise<T.Transition> {
    return this.post('rollbacks', { name, target, reason, to_version, generation });
  }

  async targets(name: string, signal?: AbortSignal): Promise<T.TargetState[]> {
    const path = `models/${part(name)}/targets`;
    return (await this.api.get<{ targets: T.TargetState[] }>(path, this.in({}), signal)).targets;
  }

  async history(name: string, target?: string, signal?: AbortSignal): Promise<T.Transition[]> {
    const path = `models/${part(name)}/history`;
    const query = this.in({ target });
    return (await this.api.get<{ transitions: T.Transition[] }>(path, query, signal)).transitions;
  }

  private post<Answer>(path: string, body: object): Promise<Answer> {
    return this.api.send('POST', `${path}?project=${part(this.project)}`, body);
  }

  private in<Query extends object>(query: Query): Query & { project: string } {
    return { ...query, project: this.project };
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}
