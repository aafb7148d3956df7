/** The mails to people, from the request to a real mail server's inbox. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { loadConfig } from '../../config/env.ts';
import { createLog } from '../../config/log.ts';
import { openSystemDatabase, type SystemDatabase } from '../../store/system/system-database.ts';
import { createSendMail } from '../../worker/mail-transport.ts';
import { Mailer } from '../../worker/mailer.ts';
import { type ApiAnswer, startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { SmtpInbox, smtpError } from '../support/smtp-inbox.ts';
import { until } from '../support/until.ts';
import { Visitor } from '../support/visitor.ts';

const NEW_PASSWORD = 'a quite new password';

describe('mails to people', () => {
  const lines: string[] = [];
  const log = createLog(
    { level: 'trace', name: 'test' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  let api: TestApi;
  let system: SystemDatabase;
  let inbox: SmtpInbox;
  let mailers: Mailer[] = [];

  before(async () => {
    inbox = await SmtpInbox.start();
    api = await startTestApi({ log });
    system = openSystemDatabase(api.testDatabase.system);
  });
  beforeEach(() => {
    startMailer();
  });
  afterEach(async () => {
    await Promise.all(mailers.map((mailer) => mailer.stop()));
    mailers = [];
    inbox.judge = () => undefined;
    await api.sql('DELETE FROM mail');
  });
  after(async () => {
    await system.close();
    await inbox.stop();
    await api.stop();
  });

  function startMailer(): void {
    const config = loadConfig({ SMTP_URL: inbox.url, PUBLIC_URL: 'https://steward.example.com' });
    const send = createSendMail(config, log);
    assert.ok(send);
    const mailer = new Mailer({ mails: system.mails, send, pollMs: 20, log });
    mailer.start();
    mailers.push(mailer);
  }

  async function signedUp(): Promise<Visitor> {
    const visitor = new Visitor(api);
    await visitor.signUp();
    return visitor;
  }
  const askForReset = (email: string): Promise<ApiAnswer> =>
    api.post('/v1/password-reset', undefined, { email });
  const mailTo = async (address: string) => {
    await until(() => inbox.to(address).length > 0, { what: `a mail to ${address}` });
    const [mail] = inbox.to(address);
    assert.ok(mail);
    return mail;
  };
  const isEmptied = () =>
    until(async () => (await api.sql('SELECT 1 FROM mail')).length === 0, {
      what: 'the mails to be forgotten',
    });

  it('bring the link that replaces a forgotten password', async () => {
    const visitor = await signedUp();
    assert.equal((await askForReset(visitor.email)).status, 202);
    const mail = await mailTo(visitor.email);
    assert.equal(mail.headers['from'], 'Steward <steward@steward.example.com>');
    assert.equal(mail.headers['subject'], 'Choose a new password');
    assert.equal(mail.headers['to'], visitor.email);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    assert.match(mail.headers['message-id'] ?? '', /^<[0-9a-f-]{36}@steward\.example\.com>$/);
    const link = linkIn(mail.text);
    assert.ok(link.href.startsWith(`${api.url}/reset-password?`));
    assert.ok(mail.html.includes(`<a href="${link.href}">`), mail.html);
    const confirmed = await api.post('/v1/password-reset/confirm', undefined, {
      token: tokenIn(mail.text),
      password: NEW_PASSWORD,
    });
    assert.equal(confirmed.status, 200, confirmed.text);
    assert.equal((await visitor.logIn(NEW_PASSWORD)).status, 200);
    await isEmptied();
  });

  it('bring an invitation, whatever the organization calls itself', async () => {
    const owner = new Visitor(api);
    const name = 'Sails & <b>Sons</b>\nhttps://evil.example.com';
    await owner.signUp({ organizationName: name });
    const guest = new Visitor(api);
    const invited = await owner.send('POST', '/v1/invitations', { email: guest.email, role: 'viewer' });
    assert.equal(invited.status, 201, invited.text);
    const mail = await mailTo(guest.email);
    assert.equal(mail.headers['subject'], 'You are invited to Sails & <b>Sons</b> https://evil.example.com');
    assert.ok(mail.html.includes('Sails &amp; &lt;b&gt;Sons&lt;/b&gt;'), mail.html);
    assert.equal(mail.html.split('<a ').length, 2, 'one link, and it is ours');
    await guest.signUp({
      invitationToken: tokenIn(mail.text),
      organizationName: undefined,
      timeZone: undefined,
    });
    assert.equal((await guest.me()).memberships[0]?.role, 'viewer');
  });

  it('wait for a mail server that is down, hold up nobody, and come once when it is back', async () => {
    const visitor = await signedUp();
    const known = await askForReset(visitor.email);
    await mailTo(visitor.email);
    const { port } = inbox;
    await inbox.stop();
    const guests = [await signedUp(), await signedUp(), await signedUp()];
    for (const { email } of guests) {
      const answer = await askForReset(email);
      assert.deepEqual([answer.status, answer.text], [known.status, known.text]);
    }
    await until(
      async () =>
        (await api.sql('SELECT 1 FROM mail WHERE attempts > 0 AND last_error IS NOT NULL')).length === 3,
      { what: 'the mailer to have tried' },
    );
    inbox = await SmtpInbox.start(port);
    startMailer();
    for (const { email } of guests) await mailTo(email);
    await isEmptied();
    assert.equal(inbox.mails.length, 3, 'two mailers, and each mail once');
  });

  it('are the same mail at each attempt, should the mail server change its mind', async () => {
    const seen: string[] = [];
    inbox.judge = ({ headers }) => {
      seen.push(headers['message-id'] ?? '');
      if (seen.length < 3) throw smtpError(451, 'try again later');
    };
    const visitor = await signedUp();
    await askForReset(visitor.email);
    await mailTo(visitor.email);
    await isEmptied();
    assert.equal(seen.length, 3);
    assert.equal(new Set(seen).size, 1, seen.join());
    assert.equal(inbox.to(visitor.email).length, 1);
  });

  it('go to nobody who has no account, with the same answer', async () => {
    const visitor = await signedUp();
    const known = await askForReset(visitor.email);
    const unknown = await askForReset('nobody@school.test');
    assert.deepEqual([unknown.status, unknown.text], [known.status, known.text]);
    await mailTo(visitor.email);
    await isEmptied();
    assert.deepEqual(inbox.to('nobody@school.test'), []);
  });

  it('leave their link in no log and no table, not even when the mail server quotes it', async () => {
    let token = '';
    inbox.judge = ({ text }) => {
      if (token !== '') return;
      token = tokenIn(text);
      throw smtpError(450, `suspicious link: ${text.replaceAll('\n', ' ')}`);
    };
    const visitor = await signedUp();
    await askForReset(visitor.email);
    await until(() => token !== '', { what: 'the first attempt' });
    await mailTo(visitor.email);
    await isEmptied();
    assert.equal(token, tokenIn((await mailTo(visitor.email)).text));
    assert.ok(lines.some((line) => line.includes('a mail could not be sent')));
    assert.ok(!lines.join().includes(token));
    const tables = await api.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    assert.ok(tables.length > 20);
    for (const { name } of tables) {
      const found = await api.sql(`SELECT 1 FROM "${name}" t WHERE t::text LIKE $1`, [`%${token}%`]);
      assert.equal(found.length, 0, name);
    }
  });

  it('are given up when the mail server knows no such receiver, or the link is too old', async () => {
    const gone = await signedUp();
    inbox.refused = gone.email;
    await askForReset(gone.email);
    await isEmptied();
    assert.ok(lines.some((line) => line.includes('given up')));
    await Promise.all(mailers.splice(0).map((mailer) => mailer.stop()));
    const late = await signedUp();
    await askForReset(late.email);
    await api.sql('UPDATE mail SET expires_at = now()');
    startMailer();
    const other = await signedUp();
    await askForReset(other.email);
    await mailTo(other.email);
    assert.deepEqual(inbox.to(late.email), []);
    await system.outbox.sweep();
    await isEmptied();
  });
});

describe('an installation without a mail server', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi({ sendsMail: false });
  });
  after(() => api.stop());

  it('says so to whoever asks for a link, known or not, and keeps none', async () => {
    const owner = new Visitor(api);
    await owner.signUp();
    const [known, unknown] = await Promise.all(
      [owner.email, 'nobody@school.test'].map(async (email) =>
        assertProblem(await api.post('/v1/password-reset', undefined, { email }), 'unavailable'),
      ),
    );
    assert.equal(known?.detail, unknown?.detail);
    assert.deepEqual((await api.get('/v1/login/options')).json(), { oidc: null, passwordReset: false });
    const invited = await owner.send('POST', '/v1/invitations', {
      email: 'guest@school.test',
      role: 'viewer',
    });
    assert.equal(invited.status, 201, 'whoever invites hands the link on');
    assert.deepEqual(await api.sql('SELECT 1 FROM mail'), []);
  });

  it('shows mails in the log of an embedded stack on loopback, and nowhere else', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLog({ level: 'info', name: 'test' }, destination);
    const mail = { id: 'x', recipient: 'alma@school.test', subject: 'Hi', text: 'A link', attempts: 1 };
    const embedded = createSendMail(loadConfig({ STEWARD_EMBEDDED: '1' }), log);
    assert.ok(embedded);
    await embedded(mail);
    assert.match(lines.join(), /A link/);
    for (const env of [{}, { STEWARD_EMBEDDED: '1', HOST: '0.0.0.0' }]) {
      assert.equal(createSendMail(loadConfig(env), log), undefined);
    }
  });
});

function linkIn(text: string): URL {
  const line = text.split('\n').find((item) => item.startsWith('http'));
  assert.ok(line, text);
  return new URL(line);
}

function tokenIn(text: string): string {
  return linkIn(text).searchParams.get('token') ?? '';
}
