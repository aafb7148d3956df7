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
});
