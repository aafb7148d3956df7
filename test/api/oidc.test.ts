/** Logging in through a real OpenID Connect provider, over its own pages. */
import assert from 'node:assert/strict';
import { logInOptionsView, meView } from '../../domain/contracts/people.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { Browser, CLIENT, logInAtProvider, TestProvider } from '../support/oidc-login.ts';
import { assertProblem } from '../support/problem.ts';
import { tokenOf, Visitor } from '../support/visitor.ts';

describe('logging in through a provider', () => {
  let provider: TestProvider;
  let api: TestApi;
  let people = 0;

  before(async () => {
    provider = await TestProvider.start();
    api = await startTestApi({ oidc: { issuer: provider.issuer, name: 'Example Login', ...CLIENT } });
    provider.open(`${api.url}/v1/login/oidc/callback`);
  });
  after(async () => {
    await api.stop();
    await provider.stop();
  });

  const START = '/v1/login/oidc';
  /** An account at the provider. */
  function account(more: { email?: string; email_verified?: boolean } = {}): {
    login: string;
    email: string;
  } {
    const login = `account-${String((people += 1))}`;
    const known = { email: `${login}@school.test`, email_verified: true, name: 'Otto', ...more };
    provider.accounts.set(login, known);
    return { login, email: known.email };
  }
  /** Where the browser ends up after the provider has sent it back. */
  async function logIn(login: string, browser = new Browser(), start = START): Promise<string> {
    const back = await logInAtProvider(browser, api.url + start, login);
    return (await browser.open(back)).location ?? '';
  }
  const meOf = async ({ cookie }: { cookie: string }) =>
    (await api.get('/v1/me', undefined, { cookie })).as(meView);
  const isNobody = async ({ cookie }: Browser) =>
    assertProblem(await api.get('/v1/me', undefined, { cookie }), 'unauthenticated');

  it('is offered by name where it is configured', async () => {
    const options = (await api.get('/v1/login/options')).as(logInOptionsView);
    assert.deepEqual(options, { oidc: { name: 'Example Login' }, passwordReset: true });
  });

  it('makes a person of somebody unknown, who then founds one organization', async () => {
    const { login, email } = account();
    const browser = new Browser();
    assert.equal(await logIn(login, browser), `${api.url}/sign-up`);
    const me = await meOf(browser);
    assert.deepEqual([me.person.email, me.person.name, me.memberships], [email, 'Otto', []]);
    assert.ok(!browser.cookie.includes('steward.oidc'), 'what was kept for the way is forgotten');
    const found = (name: string) =>
      api.post(
        '/v1/organizations',
        undefined,
        { name, timeZone: 'UTC' },
        { cookie: browser.cookie, origin: api.url },
      );
    for (let times = 0; times < 2; times += 1) {
      const answer = await found('Otto Sails');
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual(
        answer.as(meView).memberships.map(({ organizationName, role }) => [organizationName, role]),
        [['Otto Sails', 'owner']],
      );
    }
    assertProblem(await found('Second Sails'), 'conflict');
    assert.equal(await logIn(login, browser, `${START}?next=/runs`), `${api.url}/runs`);
    assertProblem(await new Visitor(api, email).trySignUp(), 'conflict', ['/email']);
  });

  it('knows somebody again by their account, also when their address has changed', async () => {
    const { login } = account();
    const [first, second] = [new Browser(), new Browser()];
    await logIn(login, first);
    provider.accounts.set(login, { email: 'moved@school.test', email_verified: true });
    await logIn(login, second);
    assert.equal((await meOf(second)).person.id, (await meOf(first)).person.id);
  });

  it('makes one person of two log-ins at the same moment', async () => {
    const { login, email } = account();
    const browsers = [new Browser(), new Browser(), new Browser()];
    const backs = await Promise.all(browsers.map((item) => logInAtProvider(item, api.url + START, login)));
    await Promise.all(browsers.map((item, index) => item.open(backs[index] ?? '')));
    const ids = await Promise.all(browsers.map(async (item) => (await meOf(item)).person.id));
    assert.equal(new Set(ids).size, 1);
    assert.equal((await api.sql('SELECT 1 FROM person WHERE email = $1', [email])).length, 1);
  });

  it('is the person with that address, whose unproven password and sessions end', async () => {
    const { login, email } = account();
    const visitor = new Visitor(api, email);
    const { person } = await visitor.signUp();
    const browser = new Browser();
    await logIn(login, browser);
    const me = await meOf(browser);
    assert.equal(me.person.id, person.id);
    assert.equal(me.memberships.length, 1);
    assertProblem(await visitor.send('GET', '/v1/me'), 'unauthenticated');
    assertProblem(await visitor.logIn(), 'unauthenticated');
  });

  it('leaves nobody without any way to log in when it breaks off half-way: a sign-up could take them over', async () => {
    const { login, email } = account();
    const owner = new Visitor(api, email);
    await owner.signUp();
    await api.sql("UPDATE person SET created_at = now() - interval '1 day' WHERE email = $1", [email]);
    await api.sql(`CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken off'; END $$;
      CREATE TRIGGER break_off BEFORE INSERT ON login_account FOR EACH ROW EXECUTE FUNCTION break_off()`);
    await logIn(login).catch(() => undefined);
    await api.sql('DROP TRIGGER break_off ON login_account; DROP FUNCTION break_off()');
    const stranger = new Visitor(api, email);
    assertProblem(await stranger.trySignUp({ password: 'the password of a stranger' }), 'conflict', [
      '/email',
    ]);
    assert.equal((await owner.logIn()).status, 200);
  });

  it('leaves a password alone that was chosen by a link to that address', async () => {
    const { login, email } = account();
    const visitor = new Visitor(api, email);
    await visitor.signUp();
    await api.post('/v1/password-reset', undefined, { email });
    const token = /token=(\S+)/.exec((await api.mailsTo(email))[0]?.text ?? '')?.[1] ?? '';
    const password = 'a quite new password';
    const confirmed = await api.post('/v1/password-reset/confirm', undefined, {
      token: decodeURIComponent(token),
      password,
    });
    assert.equal(confirmed.status, 200, confirmed.text);
    await logIn(login);
    assert.equal((await visitor.logIn(password)).status, 200);
  });

  it('brings the invited to their invitation', async () => {
    const owner = new Visitor(api);
    await owner.signUp({ organizationName: 'Host Sails' });
    const { login, email } = account();
    const token = tokenOf(await owner.send('POST', '/v1/invitations', { email, role: 'approver' }));
    const next = `/accept-invitation?token=${token}`;
    const browser = new Browser();
    const end = await logIn(login, browser, `${START}?next=${encodeURIComponent(next)}`);
    assert.equal(end, api.url + next);
    const headers = { cookie: browser.cookie, origin: api.url };
    const accepted = await api.post('/v1/invitations/accept', undefined, { token }, headers);
    assert.equal(accepted.as(meView).memberships[0]?.role, 'approver');
  });

  it('refuses an address that the provider has not verified, and makes nobody', async () => {
    const visitor = new Visitor(api);
    await visitor.signUp();
    for (const email of [visitor.email, 'unverified@school.test']) {
      const { login } = account({ email, email_verified: false });
      const browser = new Browser();
      assert.equal(await logIn(login, browser), `${api.url}/sign-in?oidc=unverified`);
      await isNobody(browser);
    }
    assert.equal((await visitor.send('GET', '/v1/me')).status, 200);
    assert.deepEqual(await api.sql(`SELECT 1 FROM person WHERE email = 'unverified@school.test'`), []);
  });

  it('refuses an answer that this browser did not ask for', async () => {
    const { login } = account();
    const own = new Browser();
    const back = await logInAtProvider(own, api.url + START, login);
    const other = new Browser();
    const expired = `${api.url}/sign-in?oidc=expired`;
    assert.equal((await other.open(back)).location, expired, 'it has no attempt of its own');
    await other.open(api.url + START);
    assert.equal((await other.open(back)).location, expired, 'its attempt is another');
    await isNobody(other);
    const wrong = new URL(back);
    wrong.searchParams.set('state', 'made-up');
    assert.equal((await own.open(wrong.href)).location, expired);
    await isNobody(own);
  });

  it('refuses a code that is made up, stolen for another attempt, or was used', async () => {
    const { login } = account();
    const refused = `${api.url}/sign-in?oidc=refused`;
    const victim = new Browser();
    const stolen =
      new URL(await logInAtProvider(victim, api.url + START, login)).searchParams.get('code') ?? '';
    for (const code of [stolen, 'made-up']) {
      const thief = new Browser();
      const back = new URL(await logInAtProvider(thief, api.url + START, account().login));
      back.searchParams.set('code', code);
      assert.equal((await thief.open(back.href)).location, refused);
      await isNobody(thief);
    }
    const again = new Browser();
    const back = await logInAtProvider(again, api.url + START, login);
    const cookies = new Map(again.cookies);
    assert.equal((await again.open(back)).location, `${api.url}/sign-up`);
    const replay = new Browser();
    for (const [name, value] of cookies) replay.cookies.set(name, value);
    assert.equal((await replay.open(back)).location, refused);
    await isNobody(replay);
  });

  it('leads back to the log-in page when the person breaks off', async () => {
    const browser = new Browser();
    const page = await browser.follow(api.url + START);
    const abort = /href="([^"]+\/abort)"/.exec(page.text)?.[1] ?? '';
    const isBack = (url: string): boolean => url.includes('/callback');
    const { location } = await browser.follow(new URL(abort, page.url).href, isBack);
    const end = await browser.open(location ?? '');
    assert.equal(end.location, `${api.url}/sign-in?oidc=cancelled`);
  });

  it('leads to pages of this installation only', async () => {
    for (const next of [
      'https://evil.example.com',
      '//evil.example.com',
      '/\\evil.example.com',
      '/a\nb',
      'runs',
    ]) {
      const answer = await api.get(`${START}?next=${encodeURIComponent(next)}`);
      assertProblem(answer, 'invalid_request', ['/next']);
    }
    const { login } = account();
    const browser = new Browser();
    const back = await logInAtProvider(browser, api.url + START, login);
    const kept = JSON.parse(
      Buffer.from(browser.cookies.get('steward.oidc') ?? '', 'base64url').toString(),
    ) as object;
    const forged = JSON.stringify({ ...kept, next: '//evil.example.com' });
    browser.cookies.set('steward.oidc', Buffer.from(forged).toString('base64url'));
    assert.equal((await browser.open(back)).location, `${api.url}/sign-in?oidc=expired`);
  });
});

describe('a provider that cannot be used', () => {
  const withIssuer = async (issuer: string, work: (api: TestApi) => Promise<void>): Promise<void> => {
    const api = await startTestApi({ oidc: { issuer, name: 'Example Login', ...CLIENT } });
    try {
      await work(api);
    } finally {
      await api.stop();
    }
  };
  const beginOf = (api: TestApi) => new Browser().open(`${api.url}/v1/login/oidc?next=/runs`);

  it('leads to the log-in page, which says so, while it is down; and logs in once it is back', async () => {
    const gone = await TestProvider.start();
    await gone.stop();
    await withIssuer(gone.issuer, async (api) => {
      const { status, location } = await beginOf(api);
      assert.deepEqual([status, location], [303, `${api.url}/sign-in?oidc=unavailable&next=%2Fruns`]);
      const provider = await TestProvider.start(Number(new URL(gone.issuer).port));
      provider.open(`${api.url}/v1/login/oidc/callback`);
      provider.accounts.set('otto', { email: 'otto@school.test', email_verified: true });
      const [early, late] = [new Browser(), new Browser()];
      const start = `${api.url}/v1/login/oidc`;
      const backs = await Promise.all([early, late].map((item) => logInAtProvider(item, start, 'otto')));
      assert.equal((await early.open(backs[0] ?? '')).location, `${api.url}/sign-up`);
      await provider.stop();
      assert.equal((await late.open(backs[1] ?? '')).location, `${api.url}/sign-in?oidc=unavailable`);
    });
  });

  it('is refused when it calls itself another issuer than the configured one', async () => {
    const other = await TestProvider.start();
    other.open('http://127.0.0.1/unused');
    await withIssuer(other.issuer.replace('127.0.0.1', 'localhost'), async (api) => {
      assert.match((await beginOf(api)).location ?? '', /\/sign-in\?oidc=unavailable/);
    });
    await other.stop();
  });

  it('is not there where none is configured', async () => {
    const api = await startTestApi();
    assertProblem(await api.get('/v1/login/oidc'), 'not_found');
    assertProblem(await api.get('/v1/login/oidc/callback?code=x&state=y'), 'not_found');
    assert.equal((await api.get('/v1/login/options')).as(logInOptionsView).oidc, null);
    await api.stop();
  });
});
