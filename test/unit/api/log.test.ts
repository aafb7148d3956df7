import assert from 'node:assert/strict';
import { createLog } from '../../../config/log.ts';

describe('the log', () => {
  it('never has secrets in it, at the top or two levels below', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', name: 'test' }, { write: (line) => void lines.push(line) });
    const secret = 'sk_do_not_show';
    log.info({ authorization: secret, headers: { cookie: secret, 'set-cookie': secret } }, 'request');
    log.info({ config: { llm: { apiKey: secret }, smtp: { password: secret } } }, 'config');
    const text = lines.join('');
    assert.ok(!text.includes(secret), text);
    assert.equal(text.match(/\[removed\]/g)?.length, 5);
  });

  it('has no row in it that PostgreSQL quotes in an error', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', name: 'test' }, { write: (line) => void lines.push(line) });
    const quoting = (message: string, options?: ErrorOptions) =>
      Object.assign(new Error(message, options), {
        code: '23514',
        detail: 'Failing row contains (+49 170 1234567).',
        where: 'COPY contact, line 1: "+49 170 1234567"',
      });
    log.error({ err: quoting('new row violates a check') }, 'failed');
    log.error({ err: new Error('outer', { cause: quoting('inner') }) }, 'failed');
    const text = lines.join('');
    assert.ok(!text.includes('1234567'), text);
    assert.match(text, /23514/);
    assert.match(text, /violates a check/);
  });
});
