/**
 * Secrets are planted, used and spoken of; then everything that the product shows or keeps is searched for them:
 * answers, streams, logs, spans, Temporal's histories, tables. A second text that may be seen shows that the search sees.
 */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { ROUTES } from '../../api/routes/index.ts';
import { createLog } from '../../config/log.ts';
import { toPublicId } from '../../domain/ids.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { buildApiKey } from '../support/builders.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { EventReader } from '../support/event-reader.ts';
import { mcpServerList } from '../../domain/contracts/mcp-servers.ts';
import { crmTools, type RunningMcpServer, startMcpServer } from '../support/mcp-server.ts';
import { type HttpSink, startHttpSink } from '../support/http-sink.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { until } from '../support/until.ts';

const SECRET = 'canary-4f1d8c20b7';
const PASSWORD = 'canary-91e7d3a5c6';
const TOKEN = 'canary-c80b42fe19';
/** Says itself in the run's input, in its answer and in the answers of the other side. */
const VISIBLE = 'visible-5b0c6e';

/** All spellings in which a secret could have got somewhere. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('hex'), ...[0, 1, 2].map((shift) => base64Core(bytes, shift))];
}

/** What any base64 of a text that contains the bytes has in common, for each place they may begin at. */
function base64Core(bytes: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift, 'x'), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  return encoded.slice(4, -4);
}

describe('planted secrets', function () {
  this.timeout(120_000);
  let engine: Engine;
  let api: TestApi;
  let sink: HttpSink;
  let remote: RunningMcpServer;
  let receiver: OtlpReceiver;
  let key: string;
  let runId: string;
  const apiLog: string[] = [];
  /** Everything that was looked at, by where it was found. */
  const seen = new Map<string, string>();

  const look = (place: string, text: string): void => {
    seen.set(place, (seen.get(place) ?? '') + text);
  };
  const post = async (path: string, body: unknown) => {
    const answer = await api.post(path, key, body);
    look(`POST ${path} (${String(answer.status)})`, answer.text);
    return answer;
  };

  before(async () => {
    const encryptionKey = `test:${Buffer.alloc(32, 7).toString('base64')}`;
    receiver = await startOtlpReceiver();
    sink = await startHttpSink();
    remote = await startMcpServer(crmTools());
    engine = await Engine.create({
      env: {
        STEWARD_ENCRYPTION_KEYS: encryptionKey,
        STEWARD_EGRESS_PERMITTED_RANGES: '127.0.0.1/32',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        LOG_LEVEL: 'trace',
      },
    });
    const into = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        apiLog.push(chunk.toString());
        done();
      },
    });
    api = await startTestApi({
      testDatabase: engine.testDatabase,
      log: createLog({ level: 'trace', name: 'api' }, into),
    });
    ({ key } = await buildApiKey(engine.testDatabase.system, engine.organizationId));
    // Says back whatever it is sent, in several spellings.
    sink.answer(({ headers, body }, response) => {
      const sent = [headers.authorization, headers['x-api-key']].map(String);
      const encoded = sent.map((text) => Buffer.from(text).toString('base64'));
      response
        .writeHead(body === 'fail' ? 500 : 200, { 'content-type': 'application/json', etag: sent.join('') })
        .end(JSON.stringify({ sent, encoded, VISIBLE, headers }));
    });
    await engine.startWorker();
    await plant();
    await use();
    await gather();
  });
  after(async () => {
    await api.stop();
    await engine.stop();
    await receiver.close();
    await sink.stop();
    await remote.stop();
  });

  async function plant(): Promise<void> {
    const hosts = [sink.host, remote.host];
    const path = '/v1/organizations/current/egress';
    const etag = (await api.get(path, key)).headers.get('etag') ?? '';
    const saved = await api.request('PUT', path, { key, body: { hosts }, headers: { 'if-match': etag } });
    assert.equal(saved.status, 200);
    const header = { name: 'crm-api', kind: 'header', headerName: 'X-Api-Key', hosts, secret: SECRET };
    assert.equal((await post('/v1/credentials', header)).status, 201);
    const basic = { name: 'shop', kind: 'basic', hosts, secret: `steward:${PASSWORD}` };
    assert.equal((await post('/v1/credentials', basic)).status, 201);
    const bearer = await post('/v1/credentials', { name: 'mcp', kind: 'bearer', hosts, secret: TOKEN });
    await addServer((bearer.json() as { id: string }).id);
    // Bodies that are refused must not say back what was secret in them.
    for (const wrong of [
      { name: 'A b' },
      { kind: 'cookie' },
      { hosts: ['*'] },
      { headerName: 'Host' },
      { extra: 1 },
    ])
      assert.equal((await post('/v1/credentials', { ...header, ...wrong })).status, 422);
    assert.equal((await post('/v1/credentials', header)).status, 409);
    assert.equal((await post('/v1/credentials', { ...header, secret: `${SECRET}\n` })).status, 422);
  }

  async function addServer(credentialId: string): Promise<void> {
    await post('/v1/mcp-servers', { name: 'crm', url: remote.url, credentialId });
    const read = async () => (await api.get('/v1/mcp-servers', key)).as(mcpServerList).data[0];
    await until(async () => (await read())?.state === 'ready', { what: 'the tools to be read' });
    const server = await read();
    const book = server?.tools.find(({ name }) => name === 'book');
    const path = `/v1/mcp-servers/${server?.id ?? ''}/tools/${book?.id ?? ''}`;
    const approved = await api.request('PUT', path, { key, body: { hash: book?.hash } });
    assert.equal(approved.status, 200);
    look(`PUT ${path}`, approved.text);
  }

  async function use(): Promise<void> {
    const call = (name: string, more: object) => ({ name, arguments: { url: `${sink.url}/echo`, ...more } });
    const turns = [
      { toolCalls: [call('http_get', { credential: 'crm-api' })] },
      { toolCalls: [call('http_request', { method: 'POST', body: 'fail', credential: 'shop' })] },
      { toolCalls: [call('http_get', { credential: 'crm-api', url: 'http://127.0.0.1:9/' })] },
      { toolCalls: [{ name: 'mcp__crm__book', arguments: { customer: VISIBLE, places: 2 } }] },
      // The first attempt meets a server that breaks and says what it was sent; a person has it repeated.
      { toolCalls: [{ name: 'mcp__crm__book', arguments: { customer: VISIBLE, places: 3 } }] },
      { text: `Finished with ${VISIBLE}.` },
    ];
    const modelId = await scriptModel({ turns });
    const agent = await engine.agent({
      spec: {
        model: { modelId },
        tools: { allow: ['http_get', 'http_request', 'mcp__crm__book'] },
        autonomy: 'autonomous',
        enableAutopilot: true,
      },
    });
    runId = await engine.startRun({ agent, input: { note: VISIBLE } });
    const events = await EventReader.open(`${api.url}/v1/runs/${toPublicId('run', runId)}/events`, {
      authorization: `Bearer ${key}`,
    });
    const stream = events.until(({ event }) => event === 'end');
    for (let approved = 0; approved < 5; approved += 1) {
      await engine.reaches(runId, ['waiting']);
      if (approved === 3) remote.breakDown(1);
      const open = (await api.get('/v1/approvals?status=pending', key)).json() as { data: { id: string }[] };
      for (const { id } of open.data) await post(`/v1/approvals/${id}/decision`, { decision: 'approve' });
      await until(async () => (await engine.run(runId)).status !== 'waiting', { what: 'the run to go on' });
    }
    assert.equal((await engine.ended(runId)).status, 'completed');
    look('SSE', JSON.stringify(await stream));
  }

  /** Each GET route once for every id there is of the kinds that its path takes. */
  async function gather(): Promise<void> {
    const prefixed = [...seen.values()].join(' ') + (await listAll());
    const ids = [...new Set(prefixed.match(/\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g) ?? [])];
    const paths = ROUTES.filter(({ method, kind }) => method === 'get' && kind === 'json').flatMap(
      ({ path }) => (path.includes('{') ? ids.map((id) => path.replaceAll(/\{\w+\}/g, id)) : [path]),
    );
    for (const path of new Set(paths)) look(`GET ${path}`, (await api.get(path, key)).text);
    look('log of the API', apiLog.join(''));
    look('log of the worker', engine.logs.join('\n'));
    await until(() => receiver.spans.some(({ name }) => name === 'execute_tool http_request'), {
      what: 'the spans to be exported',
    });
    look(
      'spans',
      JSON.stringify(receiver.spans, (_name, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    );
    look('Temporal', await histories());
    await lookAtTables();
  }

  async function listAll(): Promise<string> {
    const lists = [
      'agents',
      'runs',
      'approvals',
      'credentials',
      'mcp-servers',
      'api-keys',
      'audit',
      'skills',
    ];
    const answers = await Promise.all(lists.map((name) => api.get(`/v1/${name}`, key)));
    return answers.map(({ text }) => text).join(' ');
  }

  async function histories(): Promise<string> {
    const { events = [] } = await engine.workflow(runId).fetchHistory();
    assert.ok((events ?? []).length > 10);
    // Payloads are bytes: as text they say what they are.
    return JSON.stringify(events, (_name, value: unknown) =>
      value instanceof Uint8Array
        ? Buffer.from(value).toString('utf8')
        : typeof value === 'bigint'
          ? String(value)
          : value,
    );
  }

  async function lookAtTables(): Promise<void> {
    const tables = await api.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    assert.ok(tables.length > 25);
    for (const { name } of tables) {
      const rows = await api.sql<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      look(`table ${name}`, rows.map(({ row }) => row).join('\n'));
    }
  }

  it('were used: the other side got them', () => {
    const sent = sink.requests.map(({ headers }) => [headers['x-api-key'], headers.authorization].join(''));
    const basic = Buffer.from(`steward:${PASSWORD}`).toString('base64');
    assert.deepEqual(sent, [SECRET, `Basic ${basic}`]);
  });

  it('were used by an MCP server as well, which said them back', () => {
    assert.deepEqual(
      remote.calls.map(({ name }) => name),
      ['book', 'broken', 'book'],
    );
    assert.ok(remote.requests.every(({ authorization }) => authorization === `Bearer ${TOKEN}`));
  });

  it('are found where anybody may look: 0 times', () => {
    const places = [...seen].filter(([, text]) => text.includes(VISIBLE)).map(([place]) => place);
    for (const expected of ['SSE', 'table run', 'table log_entry', 'table run_step'])
      assert.ok(places.includes(expected), `the search sees nothing in ${expected}: ${places.join(', ')}`);
    assert.ok(
      places.some((place) => /^GET \/v1\/runs\/run_\w+\/log$/.test(place)),
      places.join(', '),
    );
    const hits = [...seen].flatMap(([place, text]) =>
      [SECRET, PASSWORD, TOKEN].flatMap((secret) =>
        spellingsOf(secret)
          .filter((spelling) => text.includes(spelling))
          .map((spelling) => `${place}: ${spelling}`),
      ),
    );
    const size = [...seen.values()].reduce((sum, text) => sum + text.length, 0);
    process.stdout.write(
      `    ${String(hits.length)} hits in ${String(seen.size)} places, ${String(Math.round(size / 1000))} kB\n`,
    );
    assert.deepEqual(hits, []);
  });
});
