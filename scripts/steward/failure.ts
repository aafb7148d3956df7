import type { Problem } from '../../domain/contracts/primitives.ts';

/** What ends a command: 1, it did not work; 2, it was called in a way that cannot work. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function usage(message: string): Failure {
  return new Failure(message, EXIT.usage);
}

/** The API said no. */
export class Refusal extends Failure {
  override readonly name = 'Refusal';
  readonly request: string;
  readonly problem: Problem;

  constructor(request: string, problem: Problem) {
    super(describe(request, problem));
    this.request = request;
    this.problem = problem;
  }
}

/** Nobody answered, or not as Steward does: it may be different in a moment. */
export class Unreachable extends Failure {
  override readonly name = 'Unreachable';
}

function describe(request: string, { status, detail, code, requestId, errors = [] }: Problem): string {
  const fields = errors.map(({ pointer, message }) => `\n  ${pointer}: ${message}`);
  return `${request}: ${String(status)} ${code} (request ${requestId})\n${detail}${fields.join('')}`;
}
