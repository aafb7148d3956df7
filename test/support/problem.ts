/** What every refusal of the API must look like. */
import assert from 'node:assert/strict';
import { problem, type Problem } from '../../domain/contracts/primitives.ts';
import { ERROR_CODES, type ErrorCode } from '../../domain/errors.ts';
import type { ApiAnswer } from './api-server.ts';

export function assertProblem(answer: ApiAnswer, code: ErrorCode, pointers?: readonly string[]): Problem {
  const parsed = answer.as(problem);
  assert.equal(parsed.code, code, `${answer.status} ${answer.text.slice(0, 800)}`);
  assert.equal(answer.status, ERROR_CODES[code].status);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(parsed.status, answer.status);
  assert.equal(parsed.requestId, answer.headers.get('x-request-id'));
  assert.ok(parsed.type.endsWith(`/docs/errors/${code}`), parsed.type);
  assert.ok(parsed.detail.length > 10, 'the detail says something');
  if (pointers !== undefined)
    assert.deepEqual(parsed.errors?.map((error) => error.pointer).sort(), [...pointers].sort());
  return parsed;
}

/** What a problem says about one field. */
export function messageAt({ errors = [] }: Problem, pointer: string): string {
  return errors.find((error) => error.pointer === pointer)?.message ?? `nothing about ${pointer}`;
}
