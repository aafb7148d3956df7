/**
 * The one table of error codes. Each has a page under docs/errors/ that says what happened and how to fix it.
 * `status` is the HTTP status when the error leaves through the API; run errors leave as a run's `error`.
 */
export const ERROR_CODES = {
  unauthenticated: { status: 401, title: 'Authentication is missing or invalid' },
  forbidden: { status: 403, title: 'You may not do that' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  approval_already_decided: { status: 409, title: 'The approval was already decided' },
  edit_unconfirmed: { status: 409, title: 'The edited call asks for a reason that nobody has seen' },
  idempotency_in_progress: { status: 409, title: 'The first request with this key is still running' },
  precondition_failed: { status: 412, title: 'Somebody else changed it in the meantime' },
  payload_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'The request body must be JSON' },
  invalid_json: { status: 400, title: 'The request body is not valid JSON' },
  invalid_request: { status: 422, title: 'The request has invalid fields' },
  idempotency_mismatch: { status: 422, title: 'The idempotency key was used for another request' },
  precondition_required: { status: 428, title: 'If-Match is required' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A part this request needs is not available' },
  agent_not_runnable: { status: 409, title: 'The agent does not start runs in its present status' },
  // Refuses new runs, and ends those that were open when it was set.
  killed: { status: 409, title: 'The kill switch is on' },
  // Codes that end a run.
  model_output_invalid: { status: 422, title: 'The model kept giving unusable output' },
  model_refused: { status: 502, title: 'The model provider refused the request' },
  model_unavailable: { status: 502, title: 'The model provider could not be reached' },
  tool_failed: { status: 502, title: 'A tool failed' },
  limit_turns: { status: 422, title: 'The run reached its limit of turns' },
  limit_tool_calls: { status: 422, title: 'The run reached its limit of tool calls' },
  limit_tokens: { status: 422, title: 'The run reached its limit of tokens' },
  limit_cost: { status: 422, title: 'The run reached its limit of money' },
  budget_exceeded: { status: 402, title: 'The budget does not allow the run' },
  price_unknown: { status: 422, title: 'Nobody knows what the model costs' },
  limit_wall_clock: { status: 422, title: 'The run reached its limit of time' },
  terminated: { status: 409, title: 'The workflow was ended from outside' },
  engine_error: { status: 500, title: 'The workflow engine lost the run' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a field did wrong: `pointer` is a JSON pointer into the request body, query or headers. */
export interface FieldError {
  readonly pointer: string;
  readonly message: string;
}

/** An error with a text for the caller (`detail`) and, apart from it, one for the log (`internal`). */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly internal: string | undefined;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      internal?: string;
      errors?: readonly FieldError[];
      headers?: Record<string, string>;
      /** Further members of the problem document, such as the winner of a decision. */
      extra?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(more.internal ?? detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.detail = detail;
    this.internal = more.internal;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
    this.extra = more.extra ?? {};
  }
}
