import assert from 'node:assert/strict';
import { toAppError } from '../../../api/errors/to-app-error.ts';
import { AppError } from '../../../domain/errors.ts';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('what was thrown, as an error with a code', () => {
  it('says unavailable when the database did not answer, however deep that is said', () => {
    const errors = [
      withCode('P1001'),
      withCode('P2024'),
      withCode('P2028'),
      withCode('ECONNREFUSED'),
      withCode('57P01'),
      withCode('53300'),
      withCode('28P01'),
      new Error('query failed', { cause: withCode('ECONNRESET') }),
      Object.assign(new Error('adapter'), {
        meta: { driverAdapterError: { cause: { kind: 'DatabaseNotReachable' } } },
      }),
      new AggregateError([withCode('ECONNREFUSED')], 'all addresses failed'),
      new Error('timeout exceeded when trying to connect'),
    ];
    for (const error of errors) {
      const { code, headers } = toAppError(error);
      assert.equal(code, 'unavailable', error.message);
      assert.ok(headers['Retry-After']);
    }
  });

  it('says internal_error for everything else, without telling the caller what it was', () => {
    for (const error of [
      withCode('23505'),
      new TypeError('secret detail'),
      'a text',
      undefined,
      withCode('P2002'),
    ]) {
      const { code, detail } = toAppError(error);
      assert.equal(code, 'internal_error');
      assert.ok(!detail.includes('secret'));
    }
  });

  it('leaves coded errors as they are', () => {
    const error = new AppError('conflict', 'It is so.');
    assert.equal(toAppError(error), error);
  });
});
