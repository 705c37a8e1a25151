/** What the control plane says when it refuses: a stable code, a text in the caller's language, the place. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/**
 * Makes an ApiError of a refused answer's body, whatever it is: a proxy between may answer with HTML.
 * `fallback` is the text when the body says nothing.
 */
export function apiErrorOf(status: number, body: unknown, fallback: string): ApiError {
  if (typeof body === 'object' && body !== null) {
    const { code, message, details } = body as Record<string, unknown>;
    if (typeof code === 'string' && typeof message === 'string') {
      const record = typeof details === 'object' && details !== null ? details : {};
      return new ApiError(status, code, message, record as Record<string, unknown>);
    }
  }
  return new ApiError(status, `http.${status}`, fallback);
}
