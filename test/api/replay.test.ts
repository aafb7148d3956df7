import assert from 'node:assert/strict';
import { type RunView, runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('POST /v1/runs/{id}/replay', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const read = async (id: string) => (await api.get(`/v1/runs/${id}`, org.key)).as(runView);
  const replay = (id: string, body: unknown, key = org.key) => api.post(`/v1/runs/${id}/replay`, key, body);

  /** A run that has made two turns: it read something, and answered. */
  async function twoTurns(more: object = {}): Promise<RunView> {
    const agentId = await api.createAgent(org.id);
    const run = (await api.post('/v1/runs', org.key, { agentId, input: {}, ...more })).as(runView);
    const id = requireUuid('run', run.id);
    await api.sql(
      `UPDATE run SET status = 'completed', turns = 2, tool_calls = 1, tainted = true, finished_at = now() WHERE id = $1`,
      [id],
    );
    for (const [turn, callIndex, kind] of [
      [1, -1, 'model'],
      [1, 0, 'tool'],
      [2, -1, 'model'],
    ] as const)
      await api.sql(
        `INSERT INTO run_step (organization_id, run_id, turn, call_index, kind, status, content, result)
         VALUES ($1, $2, $3, $4, $5, $6, '{}', '{}')`,
        [org.id, id, turn, callIndex, kind, kind === 'tool' ? 'succeeded' : 'valid'],
      );
    return run;
  }

  it('starts a linked dry run of the same version that has the turns before the given one', async () => {
    const origin = await twoTurns();
    const answer = await replay(origin.id, { fromTurn: 2 });
    assert.equal(answer.status, 202);
    const run = answer.as(runView);
    assert.deepEqual(
      [run.dryRun, run.trigger, run.replayOf, run.retryOf, run.agentVersionId],
      [true, 'api', { runId: origin.id, fromTurn: 2 }, null, origin.agentVersionId],
    );
    assert.deepEqual([run.turns, run.toolCalls, run.costMicroUsd, run.tainted], [1, 1, 0, true]);
    const seen = await read(origin.id);
    assert.deepEqual([seen.replayedBy, seen.retriedBy], [[run.id], []]);
    const whole = (await replay(origin.id, { fromTurn: 1 })).as(runView);
    assert.deepEqual([whole.turns, whole.toolCalls], [0, 0]);
  });

  it('refuses a turn that the run has not, and a body without one', async () => {
    const origin = await twoTurns();
    for (const body of [{ fromTurn: 3 }, { fromTurn: 0 }, { fromTurn: 1.5 }, {}, { fromTurn: '1' }])
      assertProblem(await replay(origin.id, body), 'invalid_request', ['/fromTurn']);
    assert.deepEqual((await read(origin.id)).replayedBy, []);
  });

  it('refuses versions of other agents, archived agents and runs of other organizations', async () => {
    const origin = await twoTurns();
    const { agentVersionId } = await twoTurns();
    assertProblem(await replay(origin.id, { fromTurn: 1, agentVersionId }), 'not_found');
    const other = await api.createOrganization('Another school');
    assertProblem(await replay(origin.id, { fromTurn: 1 }, other.key), 'not_found');
    await api.request('DELETE', `/v1/agents/${origin.agentId}`, { key: org.key });
    assertProblem(await replay(origin.id, { fromTurn: 1 }), 'agent_not_runnable');
  });

  it('may be of a paused agent, and not of a killed one', async () => {
    const origin = await twoTurns();
    await api.post(`/v1/agents/${origin.agentId}/pause`, org.key, undefined);
    assert.equal((await replay(origin.id, { fromTurn: 1 })).status, 202);
    await api.post(`/v1/agents/${origin.agentId}/kill`, org.key, undefined);
    assertProblem(await replay(origin.id, { fromTurn: 1 }), 'killed');
  });

  it('of an unsaved draft is for those who may edit agents', async () => {
    const origin = await twoTurns({ dryRun: true, draft: { spec: { persona: { tone: 'stern' } } } });
    assert.equal((await replay(origin.id, { fromTurn: 2 })).as(runView).triedDraft, true);
    const member = await api.createKey(org.id, { role: 'member' });
    assertProblem(await replay(origin.id, { fromTurn: 2 }, member), 'forbidden');
    const { agentVersionId } = origin;
    assert.equal((await replay(origin.id, { fromTurn: 2, agentVersionId }, member)).status, 202);
  });
});
