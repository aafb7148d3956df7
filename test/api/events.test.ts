import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { logEntryView } from '../../domain/contracts/log-entries.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { OPEN_STATUSES } from '../../domain/run/run-status.ts';
import type { StreamChunkRow } from '../../store/stream.store.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { EventReader, type ReceivedEvent } from '../support/event-reader.ts';
import { assertProblem } from '../support/problem.ts';

describe('GET /v1/runs/{id}/events', () => {
  let api: TestApi;
  let org: TestOrganization;
  let agentId: string;
  const open: EventReader[] = [];

  before(async () => {
    api = await startTestApi({ streamPingMs: 100, pollMs: 1_500 });
    org = await api.createOrganization();
    agentId = await api.createAgent(org.id);
  });
  afterEach(() => {
    for (const reader of open.splice(0)) reader.close();
  });
  after(() => api.stop());

  const follow = async (runId: string, headers: Record<string, string> = {}): Promise<EventReader> => {
    const url = `${api.url}/v1/runs/${runId}/events`;
    const reader = await EventReader.open(url, { authorization: `Bearer ${org.key}`, ...headers });
    open.push(reader);
    return reader;
  };

  const startRun = async (): Promise<string> =>
    (await api.post('/v1/runs', org.key, { agentId })).as(runView).id;

  /** What a worker does: one transaction with the log and the status, then a hint. */
  const record = async (
    runId: string,
    texts: readonly string[],
    status?: 'running' | 'completed',
  ): Promise<void> => {
    const id = requireUuid('run', runId);
    await api.database.transact(org.id, async (store) => {
      await store.journal.record({
        runId: id,
        from: OPEN_STATUSES,
        ...(status === undefined ? {} : { change: { status } }),
        log: texts.map((text) => ({ entry: { kind: 'thought', text } })),
      });
    });
    await api.sql(`SELECT pg_notify('steward_run', $1)`, [id]);
  };

  const write = async (
    runId: string,
    turn: number,
    attempt: number,
    position: number,
    text: string,
  ): Promise<void> => append(runId, { turn, attempt, position, text });

  const append = async (runId: string, chunk: StreamChunkRow): Promise<void> => {
    const id = requireUuid('run', runId);
    await api.database.transact(org.id, (store) => store.stream.append(id, chunk));
    await api.sql(`SELECT pg_notify('steward_run', $1)`, [id]);
  };

  const idAndText = ({ id = '', data }: ReceivedEvent): string => {
    const { seq, entry } = logEntryView.parse(data);
    return `${id} ${seq} ${entry.kind === 'thought' ? entry.text : entry.kind}`;
  };

  it('sends the status, the log and the end, and closes', async () => {
    const runId = await startRun();
    const reader = await follow(runId);
    assert.equal(reader.response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(reader.response.headers.get('x-accel-buffering'), 'no');
    assert.match(reader.response.headers.get('cache-control') ?? '', /no-transform/);
    const first = await reader.next();
    assert.deepEqual([first?.event, first?.data['status']], ['status', 'queued']);
    await record(runId, ['one', 'two'], 'running');
    await record(runId, ['three'], 'completed');
    const rest = await reader.until(() => false);
    const log = rest.filter((event) => event.event === 'log');
    assert.deepEqual(log.map(idAndText), ['1 1 one', '2 2 two', '3 3 three']);
    assert.deepEqual(rest.at(-1), { event: 'end', id: undefined, data: { status: 'completed' } });
  });

  it('is woken by a hint long before it would look by itself', async () => {
    const runId = await startRun();
    const reader = await follow(runId);
    await reader.next();
    await sleep(200);
    const begun = Date.now();
    await record(runId, ['now']);
    await reader.until((event) => event.event === 'log');
    assert.ok(Date.now() - begun < 1_000, `${Date.now() - begun} ms`);
  });

  it('resumes after Last-Event-ID without a gap or a repeat', async () => {
    const runId = await startRun();
    await record(
      runId,
      Array.from({ length: 450 }, (_, i) => `entry ${String(i + 1)}`),
      'running',
    );
    const first = await follow(runId);
    const seen = await first.until((event) => event.id === '7');
    first.close();
    const lastId = seen.at(-1)?.id ?? '';
    await record(runId, ['meanwhile'], 'completed');
    const second = await follow(runId, { 'last-event-id': lastId });
    const rest = (await second.until(() => false)).filter((event) => event.event === 'log');
    const ids = [...seen.filter((event) => event.event === 'log'), ...rest].map((event) => Number(event.id));
    assert.deepEqual(
      ids,
      Array.from({ length: 451 }, (_, i) => i + 1),
    );
  });

  it('sends a snapshot of the answer being written, then what is added, then a new attempt', async () => {
    const runId = await startRun();
    await record(runId, [], 'running');
    await write(runId, 1, 1, 0, 'Good ');
    await write(runId, 1, 1, 1, 'morning');
    const reader = await follow(runId);
    const token = async () => (await reader.until((event) => event.event === 'token')).at(-1)?.data;
    assert.deepEqual(await token(), { turn: 1, attempt: 1, text: 'Good morning', snapshot: true });
    await write(runId, 1, 1, 2, ', Ana.');
    assert.deepEqual(await token(), { turn: 1, attempt: 1, text: ', Ana.', snapshot: false });
    await write(runId, 1, 2, 0, 'Hello');
    assert.deepEqual(await token(), { turn: 1, attempt: 2, text: 'Hello', snapshot: true });
  });

  it('withdraws what a model that failed had written, also for whoever comes later, and goes on behind it', async () => {
    const runId = await startRun();
    await record(runId, [], 'running');
    await write(runId, 1, 1, 0, 'Half of');
    const first = await follow(runId);
    const token = async (reader: EventReader) =>
      (await reader.until((event) => event.event === 'token')).at(-1)?.data;
    const discard = async (reader: EventReader) => {
      const events = await reader.until((event) => event.event === 'discard');
      assert.ok(events.every((event) => event.event !== 'token'));
      return events.at(-1)?.data;
    };
    assert.deepEqual(await token(first), { turn: 1, attempt: 1, text: 'Half of', snapshot: true });
    await append(runId, { turn: 1, attempt: 1, position: 1, text: '', discarded: true });
    assert.deepEqual(await discard(first), { turn: 1, attempt: 1 });
    const second = await follow(runId);
    assert.deepEqual(await discard(second), { turn: 1, attempt: 1 });
    await write(runId, 1, 1, 2, 'Whole.');
    for (const reader of [first, second])
      assert.deepEqual(await token(reader), { turn: 1, attempt: 1, text: 'Whole.', snapshot: false });
  });

  it('keeps a silent connection alive with comments', async () => {
    const reader = await follow(await startRun());
    await reader.next();
    await assert.rejects(reader.next(450), /no event within/);
    assert.ok(reader.comments.filter((comment) => comment === 'ping').length >= 2);
  });

  it('answers problems before it becomes a stream', async () => {
    const runId = await startRun();
    const path = `/v1/runs/${runId}/events`;
    assertProblem(await api.get(path, org.key, { 'last-event-id': 'abc' }), 'invalid_request', [
      '/headers/last-event-id',
    ]);
    const other = await api.createOrganization('Another school');
    assertProblem(await api.get(path, other.key), 'not_found');
  });

  it('ends when the key is revoked', async () => {
    const runId = await startRun();
    const key = await api.createKey(org.id, { role: 'viewer' });
    const reader = await follow(runId, { authorization: `Bearer ${key}` });
    await reader.next();
    await api.sql('UPDATE api_key SET revoked_at = now() WHERE prefix = $1', [key.slice(0, 10)]);
    assert.deepEqual(await reader.until(() => false), []);
    assertProblem(await api.get(`/v1/runs/${runId}/events`, key), 'unauthenticated');
  });

  it('says bye when the server goes', async () => {
    const leaving = await startTestApi();
    const { id, key } = await leaving.createOrganization();
    const run = (await leaving.post('/v1/runs', key, { agentId: await leaving.createAgent(id) })).as(runView);
    const reader = await EventReader.open(`${leaving.url}/v1/runs/${run.id}/events`, {
      authorization: `Bearer ${key}`,
    });
    await reader.next();
    leaving.ctx.lifecycle.beginStop();
    const rest = await reader.until(() => false);
    assert.deepEqual(
      rest.map((event) => event.event),
      ['bye'],
    );
    await leaving.stop();
  });
});
