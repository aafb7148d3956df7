import assert from 'node:assert/strict';
import { agentView } from '../../domain/contracts/agents.ts';
import { type RunView, runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('POST /v1/runs/{id}/retry', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const uuid = (run: Pick<RunView, 'id'>) => requireUuid('run', run.id);
  const read = async (id: string) => (await api.get(`/v1/runs/${id}`, org.key)).as(runView);
  const retry = (id: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    api.post(`/v1/runs/${id}/retry`, org.key, body, headers);

  /** A run that has ended as failed, started with everything that a retry has to take over. */
  async function failedRun(more: Record<string, unknown> = {}): Promise<RunView> {
    const agentId = await api.createAgent(org.id);
    const body = {
      agentId,
      input: { focus: 'bookings' },
      goals: ['Be short'],
      budget: { maxCostMicroUsd: 1234, maxTokens: 999 },
      ...more,
    };
    const run = (await api.post('/v1/runs', org.key, body)).as(runView);
    await end(run, 'failed');
    return run;
  }

  const end = (run: RunView, status: string) =>
    api.sql(
      `UPDATE run SET status = $2, error_code = 'limit_turns', error_message = 'too long', finished_at = now() WHERE id = $1`,
      [uuid(run), status],
    );

  it('starts a new run of the current version with the same input, goals and limits, linked both ways', async () => {
    const origin = await failedRun();
    const renamed = { spec: { persona: { tone: 'warm' } } };
    const edited = await api.patch(`/v1/agents/${origin.agentId}`, org.key, renamed, { 'if-match': '"1"' });
    const answer = await retry(origin.id);
    assert.equal(answer.status, 202);
    const run = answer.as(runView);
    assert.equal(answer.headers.get('location'), `/v1/runs/${run.id}`);
    assert.deepEqual(
      [run.trigger, run.status, run.retryOf, run.replayOf],
      ['retry', 'queued', origin.id, null],
    );
    assert.deepEqual([run.input, run.goals], [origin.input, origin.goals]);
    assert.equal(run.agentVersionId, edited.as(agentView).versionId);
    assert.deepEqual((await read(origin.id)).retriedBy, [run.id]);
    const [limits] = await api.sql<{ same: boolean }>(
      'SELECT a.limits = b.limits AS same FROM run a, run b WHERE a.id = $1 AND b.id = $2',
      [uuid(origin), uuid(run)],
    );
    assert.equal(limits?.same, true);
    const orders = await api.sql(`SELECT 1 FROM outbox WHERE kind = 'start_run' AND payload->>'runId' = $1`, [
      uuid(run),
    ]);
    assert.equal(orders.length, 1);
  });

  it('takes the limits of its version as they are now, made tighter by what the caller had asked', async () => {
    const limitsOf = async (run: RunView) => {
      const [row] = await api.sql<{ limits: Record<string, number> }>(
        'SELECT limits FROM run WHERE id = $1',
        [uuid(run)],
      );
      return [row?.limits['maxTurns'], row?.limits['maxCostMicroUsd']];
    };
    const [asked, unasked] = [await failedRun(), await failedRun({ budget: undefined })];
    for (const origin of [asked, unasked]) {
      const raised = { spec: { limits: { maxTurns: 70, maxCostMicroUsd: 9_000_000 } } };
      await api.patch(`/v1/agents/${origin.agentId}`, org.key, raised, { 'if-match': '"1"' });
    }
    const again = (await retry(asked.id)).as(runView);
    assert.deepEqual(await limitsOf(again), [70, 1234]);
    await end(again, 'failed');
    assert.deepEqual(await limitsOf((await retry(again.id)).as(runView)), [70, 1234]);
    assert.deepEqual(await limitsOf((await retry(unasked.id)).as(runView)), [70, 9_000_000]);
    const before = await retry(unasked.id, { agentVersionId: unasked.agentVersionId });
    assert.deepEqual(await limitsOf(before.as(runView)), await limitsOf(unasked));
  });

  it('takes the version that is asked for, and refuses one of another agent', async () => {
    const origin = await failedRun();
    await api.patch(`/v1/agents/${origin.agentId}`, org.key, { name: 'Newer' }, { 'if-match': '"1"' });
    const run = (await retry(origin.id, { agentVersionId: origin.agentVersionId })).as(runView);
    assert.equal(run.agentVersionId, origin.agentVersionId);
    const member = await api.createKey(org.id, { role: 'member' });
    const asMember = (body: object) => api.post(`/v1/runs/${origin.id}/retry`, member, body);
    const older = { agentVersionId: origin.agentVersionId };
    assertProblem(await asMember(older), 'forbidden');
    assert.equal((await asMember({})).status, 202, 'the current version is for everybody who may start runs');
    const { agentVersionId } = await failedRun();
    assertProblem(await retry(origin.id, { agentVersionId }), 'not_found');
    assertProblem(await retry(origin.id, { agentVersionId: origin.id }), 'invalid_request', [
      '/agentVersionId',
    ]);
  });

  it('is refused while the run has not ended, with what to do', async () => {
    for (const status of ['queued', 'running']) {
      const origin = await failedRun();
      await api.sql(`UPDATE run SET status = $2, finished_at = NULL WHERE id = $1`, [uuid(origin), status]);
      const problem = assertProblem(await retry(origin.id), 'conflict');
      assert.match(problem.detail, new RegExp(`${status}.*/cancel`));
      assert.deepEqual((await read(origin.id)).retriedBy, []);
    }
  });

  it('is refused while the agent is paused, and for a run of another organization', async () => {
    const origin = await failedRun();
    await api.post(`/v1/agents/${origin.agentId}/pause`, org.key, undefined);
    assertProblem(await retry(origin.id), 'agent_not_runnable');
    const other = await api.createOrganization('Another school');
    assertProblem(await api.post(`/v1/runs/${origin.id}/retry`, other.key, {}), 'not_found');
  });

  it('makes one run of a request that is repeated under one key', async () => {
    const origin = await failedRun();
    const key = { 'idempotency-key': 'retry-once' };
    const first = (await retry(origin.id, {}, key)).as(runView);
    const again = await retry(origin.id, {}, key);
    assert.equal(again.as(runView).id, first.id);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual((await read(origin.id)).retriedBy, [first.id]);
  });

  it('can be retried again, newest first; a retry of a retry is linked to that', async () => {
    const origin = await failedRun();
    const [first, second] = [await retry(origin.id), await retry(origin.id)].map((answer) =>
      answer.as(runView),
    );
    assert.ok(first && second);
    assert.deepEqual((await read(origin.id)).retriedBy, [second.id, first.id]);
    await end(first, 'failed');
    assert.equal((await retry(first.id)).as(runView).retryOf, first.id);
  });

  it('stays a dry run of the same draft, which only who may edit agents can try', async () => {
    const draft = { spec: { persona: { tone: 'stern' } } };
    const origin = await failedRun({ dryRun: true, draft });
    const run = (await retry(origin.id)).as(runView);
    assert.deepEqual([run.dryRun, run.triedDraft], [true, true]);
    const member = await api.createKey(org.id, { role: 'member' });
    assertProblem(await api.post(`/v1/runs/${origin.id}/retry`, member, {}), 'forbidden');
    const { agentVersionId } = origin;
    const plain = await api.post(`/v1/runs/${origin.id}/retry`, member, { agentVersionId });
    assert.deepEqual([plain.as(runView).dryRun, plain.as(runView).triedDraft], [true, false]);
  });
});
