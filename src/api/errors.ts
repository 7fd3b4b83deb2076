/** What the server says about a request that it refused. */
export interface IErrorBody {
  /** The kind of mistake: `invalid`, `not_found`, `forbidden` … */
  code: string;
  /** One or two plain sentences for the person. */
  message: string;
  /** The argument or JSON field at fault. */
  field?: string;
  /** What the server's log calls this request. */
  request_id?: string;
}

/** A request that failed. `code` is `unreachable` where no answer came. */
export class ApiError extends Error {
  readonly code: string;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  readonly status: number;

  constructor(status: number, body: IErrorBody) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code;
    this.field = body.field;
    this.requestId = body.request_id;
  }
}

/** Return the server's description of an error, or one made from what it sent instead. */
export function errorFrom(status: number, text: string): ApiError {
  try {
    const body = JSON.parse(text) as Partial<IErrorBody>;
    if (typeof body.message === 'string' && body.message) {
      return new ApiError(status, {
        ...body,
        code: body.code ?? 'internal',
        message: body.message
      });
    }
  } catch {
    // A proxy answered with a page of its own: its status is all we can tell
  }
  return new ApiError(status, { code: 'internal', message: `The server answered ${status}.` });
}

/** Whether `error` only says that somebody called the request off. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Return what to tell a person about any thrown thing. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
