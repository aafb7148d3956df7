import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { auditPage } from '../../domain/contracts/audit.ts';
import { credentialPage, credentialView } from '../../domain/contracts/credentials.ts';
import { openDatabase } from '../../store/database.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

const SECRET = 'canary-of-the-crm-4711';
const CRM = { name: 'crm-api', kind: 'bearer', hosts: ['api.example.com'], secret: SECRET };

describe('/v1/credentials', () => {
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const keep = (body: object, key = org.key) => api.post('/v1/credentials', key, body);
  const rotate = (id: string, body: object) =>
    api.request('PUT', `/v1/credentials/${id}`, { key: org.key, body });
  const open = (name: string, database = api.database) =>
    database.transact(org.id, (store) => store.credentials.open({ name }));

  it('keeps a secret, which comes back in no answer, and is readable for the engine', async () => {
    const made = await keep({
      ...CRM,
      hosts: ['API.example.com.', 'api.example.com:443', 'b.example.com:8443'],
    });
    assert.equal(made.status, 201);
    const view = made.as(credentialView);
    assert.deepEqual(view.hosts, ['api.example.com', 'b.example.com:8443']);
    assert.deepEqual(
      [view.name, view.kind, view.keyId, view.lastUsedAt],
      ['crm-api', 'bearer', 'test', null],
    );
    assert.equal((await open('crm-api'))?.secret, SECRET);
    const [listed] = (await api.get('/v1/credentials', org.key)).as(credentialPage).data;
    assert.ok(listed?.lastUsedAt, 'the use shows');
    for (const path of ['/v1/credentials', '/v1/audit', '/v1/audit/export'])
      assert.ok(!(await api.get(path, org.key)).text.includes('canary'), path);
    const [row] = await api.sql<{ text: string }>(
      'SELECT c::text AS text FROM credential c WHERE organization_id = $1',
      [org.id],
    );
    assert.ok(!row?.text.includes(Buffer.from('canary').toString('hex')), 'encrypted at rest');
  });

  it('is rotated with its hosts, and deleted; the log says so without a value', async () => {
    const { id } = (await keep(CRM)).as(credentialView);
    const hosts = ['new.example.com'];
    assertProblem(await rotate(id, { hosts }), 'invalid_request', ['/secret']);
    const rotated = (await rotate(id, { hosts, secret: 'the-next-canary' })).as(credentialView);
    assert.deepEqual([rotated.hosts, typeof rotated.rotatedAt], [hosts, 'string']);
    assert.equal((await open('crm-api'))?.secret, 'the-next-canary');
    await api.request('DELETE', `/v1/credentials/${id}`, { key: org.key });
    assert.equal(await open('crm-api'), undefined);
    const log = (await api.get('/v1/audit?subjectKind=credential', org.key)).as(auditPage).data;
    assert.deepEqual(
      log.map(({ action }) => action),
      ['credential.deleted', 'credential.rotated', 'credential.created'],
    );
    assert.deepEqual(log[1]?.before, { name: 'crm-api', kind: 'bearer', headerName: null, hosts: CRM.hosts });
    assert.ok(!JSON.stringify(log).includes('canary'));
  });

  it('refuses a second one of the same name, which another organization may have', async () => {
    await keep(CRM);
    assertProblem(await keep(CRM), 'conflict', ['/name']);
    const other = await api.createOrganization('Another school');
    assert.equal((await keep(CRM, other.key)).status, 201);
  });

  it('refuses what could not be used, with the field and the remedy and never the secret', async () => {
    const refused: readonly [object, string][] = [
      [{ name: 'With Spaces' }, '/name'],
      [{ hosts: [] }, '/hosts'],
      [{ hosts: ['*.example.com'] }, '/hosts/0'],
      [{ hosts: ['https://api.example.com/path'] }, '/hosts/0'],
      [{ hosts: ['api.example.com:0'] }, '/hosts/0'],
      [{ secret: 'short' }, '/secret'],
      [{ secret: `${SECRET}\n${SECRET}` }, '/secret'],
      [{ kind: 'header' }, '/headerName'],
      [{ kind: 'header', headerName: 'Host' }, '/headerName'],
      [{ headerName: 'X-Key' }, '/headerName'],
      [{ kind: 'basic' }, '/secret'],
      [{ kind: 'cookie' }, '/kind'],
    ];
    for (const [change, pointer] of refused) {
      const answer = await keep({ ...CRM, ...change });
      assertProblem(answer, 'invalid_request', [pointer]);
      assert.ok(!answer.text.includes('canary'), answer.text);
    }
    assert.deepEqual((await api.get('/v1/credentials', org.key)).as(credentialPage).data, []);
  });

  it('is written by owners and admins only', async () => {
    for (const role of ['approver', 'member', 'viewer'] as const) {
      const key = await api.createKey(org.id, { role });
      assertProblem(await keep(CRM, key), 'forbidden');
      assert.equal((await api.get('/v1/credentials', key)).status, 200);
    }
  });

  it('moves to another key by a command, may be read before and after, and says which key is missing', async () => {
    await keep(CRM);
    const keys = { test: Buffer.alloc(32, 7), next: Buffer.alloc(32, 8) };
    const setting = (...ids: (keyof typeof keys)[]) =>
      ids.map((id) => `${id}:${keys[id].toString('base64')}`).join(',');
    const command = (given: string) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/rotate-keys.ts'], {
        env: {
          PATH: process.env['PATH'],
          STEWARD_ENCRYPTION_KEYS: given,
          DATABASE_URL: api.testDatabase.app,
          DATABASE_SYSTEM_URL: api.testDatabase.system,
        },
      });
    const readWith = async (...ids: (keyof typeof keys)[]) => {
      const encryptionKeys = ids.map((id) => ({ id, key: keys[id] }));
      const database = await openDatabase({ url: api.testDatabase.app, poolSize: 1, encryptionKeys });
      return (await open('crm-api', database).finally(() => database.close()))?.secret;
    };
    await assert.rejects(readWith('next'), /has no key "test"/);
    await assert.rejects(command(setting('next')), {
      code: 1,
      stderr: /has no key "test" \(it has: "next"\)/,
    });
    assert.match(
      (await command(setting('next', 'test'))).stdout,
      /\d+ credentials moved to the key "next"; no longer needed: test/,
    );
    assert.equal(await readWith('next'), SECRET);
    await assert.rejects(readWith('test'), /has no key "next"/);
    assert.match((await command(setting('next', 'test'))).stdout, /^0 credentials moved/);
  });
});

describe('/v1/organizations/current/egress', () => {
  let api: TestApi;
  let org: TestOrganization;
  const PATH = '/v1/organizations/current/egress';

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const put = (hosts: readonly unknown[], etag: string | null, key = org.key) =>
    api.request('PUT', PATH, { key, body: { hosts }, headers: etag === null ? {} : { 'if-match': etag } });

  it('is empty at first, takes a whole list against the one that was read, and keeps it in the form of URLs', async () => {
    const before = await api.get(PATH, org.key);
    assert.deepEqual(before.json(), { hosts: [] });
    const etag = before.headers.get('etag');
    assertProblem(await put(['a.example.com'], null), 'precondition_required');
    const saved = await put(
      ['API.Example.com', 'bücher.example', '*.example.org', 'c.example.com:8443', 'api.example.com:443'],
      etag,
    );
    assert.deepEqual(saved.json(), {
      hosts: ['api.example.com', 'xn--bcher-kva.example', '*.example.org', 'c.example.com:8443'],
    });
    assertProblem(await put([], etag), 'precondition_failed');
    const log = (await api.get('/v1/audit?action=egress.updated', org.key)).as(auditPage).data;
    assert.deepEqual(
      log.map(({ before: old }) => old),
      [{ hosts: [] }],
    );
    assert.deepEqual((await put([], saved.headers.get('etag'))).json(), { hosts: [] });
  });

  it('refuses what is no host, with its place in the list, and saves nothing', async () => {
    const etag = (await api.get(PATH, org.key)).headers.get('etag');
    for (const host of [
      '',
      ' ',
      'https://a.example.com',
      'a.example.com/path',
      'a b',
      '*',
      '*.com',
      '*.[::1]',
      'a:b',
      'u@a.example.com',
      'a.example.com:70000',
      'a..example.com:x',
      '%41.example.com',
    ]) {
      assertProblem(await put(['fine.example.com', host], etag), 'invalid_request', ['/hosts/1']);
    }
    assertProblem(
      await put(
        Array.from({ length: 201 }, (_, i) => `h${String(i)}.example.com`),
        etag,
      ),
      'invalid_request',
      ['/hosts'],
    );
    assert.deepEqual((await api.get(PATH, org.key)).json(), { hosts: [] });
  });

  it('is written by owners and admins only', async () => {
    const etag = (await api.get(PATH, org.key)).headers.get('etag');
    assertProblem(await put([], etag, await api.createKey(org.id, { role: 'member' })), 'forbidden');
    assert.equal((await put([], etag, await api.createKey(org.id, { role: 'admin' }))).status, 200);
  });
});
