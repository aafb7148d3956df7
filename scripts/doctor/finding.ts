export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly remedy: string;
}

export function ok(check: string, detail: string): Finding {
  return { check, level: 'ok', detail, remedy: '' };
}

export function warn(check: string, detail: string, remedy: string): Finding {
  return { check, level: 'warn', detail, remedy };
}

export function fail(check: string, detail: string, remedy: string): Finding {
  return { check, level: 'fail', detail, remedy };
}

/** The text of an error; drivers wrap several attempts (IPv4, IPv6) into one without any. */
export function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${reason(error.cause)})`;
  return `${error.message}${cause}`;
}
