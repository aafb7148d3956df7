import assert from 'node:assert/strict';
import { templateDiffView } from '../../domain/contracts/agent-versions.ts';
import { type AgentView, agentView } from '../../domain/contracts/agents.ts';
import { auditPage } from '../../domain/contracts/audit.ts';
import { schedulePage, scheduleView } from '../../domain/contracts/schedules.ts';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem, messageAt } from '../support/problem.ts';
import { createClone, createSkillRow } from '../support/system-agent.ts';

describe("a clone of the platform's agent", () => {
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const read = async (id: string): Promise<AgentView> =>
    (await api.get(`/v1/agents/${id}`, org.key)).as(agentView);
  const schedules = `schedules`;
  const morning = { name: 'Every morning', cron: '0 8 * * *' };

  it('uses the platform default until the first edit of anything, which is in the same transaction', async () => {
    const skillId = await createSkillRow(api, null);
    const match = { 'if-match': '"1"' };
    const edits: Readonly<Record<string, (path: string) => Promise<{ status: number; text: string }>>> = {
      name: (path) => api.patch(path, org.key, { name: 'Mine' }, match),
      status: (path) => api.patch(path, org.key, { status: 'paused' }, match),
      pause: (path) => api.post(`${path}/pause`, org.key, undefined),
      spec: (path) => api.patch(path, org.key, { spec: { rules: ['Be brief.'] } }, match),
      skills: (path) =>
        api.request('PUT', `${path}/skills`, { key: org.key, body: { skillIds: [skillId] }, headers: match }),
      schedule: (path) => api.post(`${path}/${schedules}`, org.key, morning),
    };
    for (const [what, edit] of Object.entries(edits)) {
      const own = await api.createOrganization(what);
      org = own;
      const { agentId } = await createClone(api, own.id);
      assert.equal((await read(agentId)).isSystemDefault, true, what);
      const answer = await edit(`/v1/agents/${agentId}`);
      assert.ok(answer.status < 300, answer.text);
      assert.equal((await read(agentId)).isSystemDefault, false, what);
    }
  });

  it('stays the platform default when an edit is refused or says nothing new', async () => {
    const own = await api.createOrganization();
    org = own;
    const { agentId } = await createClone(api, own.id);
    const path = `/v1/agents/${agentId}`;
    await api.patch(path, org.key, { spec: { tools: { allow: ['teleport'] } } }, { 'if-match': '"1"' });
    await api.patch(path, org.key, { name: 'Briefing' }, { 'if-match': '"1"' });
    await api.post(`${path}/schedules`, org.key, { ...morning, cron: 'whenever' });
    assert.equal((await read(agentId)).isSystemDefault, true);
  });

  it('shows when the platform has moved on, what would change, and takes it over on demand', async () => {
    org = await api.createOrganization();
    const skillId = await createSkillRow(api, null);
    const { agentId, publish, sourceId } = await createClone(api, org.id);
    const path = `/v1/agents/${agentId}`;
    await api.patch(path, org.key, { name: 'Mine', spec: { rules: ['Own rule.'] } }, { 'if-match': '"1"' });
    await api.post(`${path}/schedules`, org.key, morning);
    assert.equal((await read(agentId)).sourceMovedOn, false);
    const next = agentSpecSchema.parse({ persona: { tone: 'warm' }, skillIds: [skillId] });
    await publish(next);
    await api.sql(
      `INSERT INTO schedule (id, agent_id, name, cron) VALUES (gen_random_uuid(), $1, 'At five', '0 5 * * *')`,
      [sourceId],
    );
    const before = await read(agentId);
    assert.deepEqual(
      [before.sourceMovedOn, before.spec.rules],
      [true, ['Own rule.']],
      'clones never follow by themselves',
    );
    const diff = (await api.get(`${path}/template-diff`, org.key)).as(templateDiffView);
    assert.deepEqual([diff.sourceVersion, diff.takenOverVersion, diff.movedOn], [2, 1, true]);
    assert.deepEqual(diff.changes.map((change) => change.pointer).sort(), [
      '/name',
      '/spec/persona/tone',
      '/spec/rules',
      '/spec/skillIds',
    ]);
    assertProblem(await api.post(`${path}/reset`, org.key, undefined), 'precondition_required');
    const answer = await api.post(`${path}/reset`, org.key, undefined, {
      'if-match': `"${String(before.revision)}"`,
    });
    const reset = answer.as(agentView);
    assert.deepEqual(reset.spec, next);
    assert.deepEqual([reset.name, reset.isSystemDefault, reset.sourceMovedOn], ['Briefing', true, false]);
    const own = (await api.get(`${path}/schedules`, org.key)).as(schedulePage).data;
    assert.deepEqual(
      own.map(({ name, cron }) => [name, cron]),
      [['At five', '0 5 * * *']],
    );
    const { data } = (await api.get('/v1/audit?subjectKind=schedule', org.key)).as(auditPage);
    assert.deepEqual(
      data.map(({ action, before: was, after: is }) => [action, was ?? is]).reverse(),
      [
        ['schedule.created', { ...morning, timeZone: null, enabled: true }],
        ['schedule.deleted', { ...morning, timeZone: null, enabled: true }],
        ['schedule.created', { name: 'At five', cron: '0 5 * * *', timeZone: null, enabled: true }],
      ],
      'what the reset did to schedules is recorded',
    );
  });

  it('compares only clones: an agent made here has no platform default', async () => {
    const id = await api.createAgent(org.id);
    assertProblem(await api.get(`/v1/agents/${id}/template-diff`, org.key), 'conflict');
    assertProblem(
      await api.post(`/v1/agents/${id}/reset`, org.key, undefined, { 'if-match': '"1"' }),
      'conflict',
    );
  });

  it('cannot be reached through the id of the system agent', async () => {
    const { sourceId } = await createClone(api, (await api.createOrganization()).id);
    const { toPublicId } = await import('../../domain/ids.ts');
    const path = `/v1/agents/${toPublicId('agent', sourceId)}`;
    assertProblem(await api.get(path, org.key), 'not_found');
    assertProblem(await api.patch(path, org.key, { name: 'x' }, { 'if-match': '*' }), 'not_found');
  });

  describe('schedules', () => {
    it('answer the next three times in the zone of the organization or their own, summer time included', async () => {
      const id = await api.createAgent(org.id);
      const answer = await api.post(`/v1/agents/${id}/schedules`, org.key, {
        ...morning,
        timeZone: 'Europe/Berlin',
      });
      assert.equal(answer.status, 201, answer.text);
      const schedule = answer.as(scheduleView);
      assert.equal(schedule.nextTimes.length, 3);
      for (const time of schedule.nextTimes) {
        const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
        assert.equal(local.format(new Date(time)), '08:00');
      }
    });

    it('are edited against their ETag, switched off and deleted', async () => {
      const id = await api.createAgent(org.id);
      const made = await api.post(`/v1/agents/${id}/schedules`, org.key, morning);
      const path = `/v1/agents/${id}/schedules/${made.as(scheduleView).id}`;
      const etag = made.headers.get('etag') ?? '';
      assertProblem(await api.patch(path, org.key, { enabled: false }), 'precondition_required');
      const off = await api.patch(path, org.key, { enabled: false }, { 'if-match': etag });
      assert.deepEqual([off.as(scheduleView).enabled, off.as(scheduleView).nextTimes], [false, []]);
      assertProblem(
        await api.patch(path, org.key, { enabled: true }, { 'if-match': etag }),
        'precondition_failed',
      );
      assert.equal((await api.request('DELETE', path, { key: org.key })).status, 200);
      assertProblem(await api.request('DELETE', path, { key: org.key }), 'not_found');
    });

    it('refuse what is no cron expression, is never due, or is in no time zone', async () => {
      const id = await api.createAgent(org.id);
      for (const cron of ['8am', '99 8 * * *', '* * * * * *', '0 8 * *', '0 0 31 2 *', '@daily', '']) {
        const refused = assertProblem(
          await api.post(`/v1/agents/${id}/schedules`, org.key, { ...morning, cron }),
          'invalid_request',
          ['/cron'],
        );
        if (cron === '0 0 31 2 *') assert.match(messageAt(refused, '/cron'), /never due/);
      }
      const zone = { ...morning, timeZone: 'Mars/Base' };
      assertProblem(await api.post(`/v1/agents/${id}/schedules`, org.key, zone), 'invalid_request', [
        '/timeZone',
      ]);
    });
  });
});
