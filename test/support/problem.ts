/** What every refusal of the API must look like. */
import assert from 'node:assert/strict';
import { problem } from '../../domain/contracts/primitives.ts';
import { ERROR_CODES, type ErrorCode } from '../../domain/errors.ts';
import type { ApiAnswer } from './api-server.ts';

export function assertProblem(answer: ApiAnswer, code: ErrorCode, pointers?: readonly string[]): void {
  assert.equal(answer.body?.code, code, `${String(answer.status)} ${answer.text.slice(0, 800)}`);
  assert.equal(answer.status, ERROR_CODES[code].status);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const parsed = problem.parse(answer.body);
  assert.equal(parsed.status, answer.status);
  assert.equal(parsed.requestId, answer.headers.get('x-request-id'));
  assert.ok(parsed.type.endsWith(`/docs/errors/${code}`), parsed.type);
  assert.ok(parsed.detail.length > 10, 'the detail says something');
  if (pointers !== undefined) assert.deepEqual(parsed.errors?.map((error) => error.pointer).sort(), [...pointers].sort());
}
