/** `steward` from the outside: what it writes, prints and ends with, against a real API. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentPage, type AgentView, agentView } from '../../domain/contracts/agents.ts';
import { auditExport } from '../../domain/contracts/audit.ts';
import type { ApprovalView } from '../../domain/contracts/approvals.ts';
import { type RunView, runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { OPEN_STATUSES } from '../../domain/run/run-status.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { type Called, startSteward, steward } from '../support/steward-command.ts';
import { createSkillRow } from '../support/system-agent.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

describe('the command steward', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;
  let directory: string;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    directory = mkdtempSync(join(tmpdir(), 'steward-cli-'));
  });
  after(async () => {
    await api.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const as = (key: string, url = api.url) => ({ STEWARD_URL: url, STEWARD_API_KEY: key });
  const call = (...args: string[]): Promise<Called> => steward(args, as(org.key));
  const folder = (name: string): string => join(directory, name);
  const contents = (dir: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => [file.slice(dir.length + 1), readFileSync(file, 'utf8')] as const)
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  async function create(name: string, spec: object = {}, key = org.key): Promise<AgentView> {
    const body = { name, kind: 'text_reply', status: 'active', spec };
    return (await api.post('/v1/agents', key, body)).as(agentView);
  }
  const agentsOf = async (key: string): Promise<AgentView[]> =>
    (await api.get('/v1/agents?limit=200', key)).as(agentPage).data;

  function assertFails(called: Called, code: number, message: RegExp): void {
    assert.equal(called.code, code, called.stderr);
    assert.match(called.stderr, message);
    assert.equal(called.stdout, '');
    assert.doesNotMatch(called.stderr, /sk_|\bat .*\(.*:\d+:\d+\)/, 'neither a key nor a stack');
  }

  describe('agents', () => {
    it('go from one organization through files into another and out again as the same files', async () => {
      const skillIds = [
        await createSkillRow(api, org.id, { title: 'Knots' }),
        await createSkillRow(api, org.id),
      ];
      const spec = {
        skillIds,
        persona: { soulMd: '# Soul\r\n\n*ä* \t\n', tone: 'warm' },
        rules: ['Be brief.'],
      };
      const agent = await create('Replies: "all"', spec);
      const [first, second] = [folder('first'), folder('second')];
      assert.equal((await call('agents', 'export', agent.id, '--dir', first)).code, 0);
      assert.deepEqual(Object.keys(contents(first)), [
        'agent.yaml',
        'skills/knots/SKILL.md',
        'skills/prices/SKILL.md',
        'SOUL.md',
      ]);
      const other = await api.createOrganization('Another school');
      const imported = await steward(['agents', 'import', first, '--json'], as(other.key));
      assert.equal(imported.code, 0, imported.stderr);
      const { id } = JSON.parse(imported.stdout) as { id: string };
      await steward(['agents', 'export', id, '--dir', second], as(other.key));
      assert.deepEqual(contents(second), contents(first));
    });

    it('are imported once however often the same files are, and anew when a file has changed', async () => {
      const other = await api.createOrganization('Repeats');
      const dir = folder('repeated');
      await call('agents', 'export', (await create('Once')).id, '--dir', dir);
      const imports = () => steward(['agents', 'import', dir], as(other.key));
      assert.match((await imports()).stdout, /a draft/);
      assert.match((await imports()).stdout, /imported before/);
      assert.equal((await agentsOf(other.key)).length, 1);
      writeFileSync(join(dir, 'SOUL.md'), 'Somebody else.');
      assert.equal((await imports()).code, 0);
      assert.equal((await agentsOf(other.key)).length, 2);
    });

    it('are all exported, each into a folder of its own, and all imported', async () => {
      const [here, there] = [await api.createOrganization('Here'), await api.createOrganization('There')];
      for (const name of ['Größe & Maß', 'Twin', 'Twin']) await create(name, {}, here.key);
      const dir = folder('all');
      const exported = await steward(['agents', 'export', '--all', '--dir', dir], as(here.key));
      assert.equal(exported.code, 0, exported.stderr);
      const twins = (await agentsOf(here.key)).filter(({ name }) => name === 'Twin');
      assert.deepEqual(readdirSync(dir).sort(), ['gro-e-ma', ...twins.map(({ id }) => `twin-${id}`)].sort());
      assert.equal((await steward(['agents', 'import', dir], as(there.key))).code, 0);
      // The two of one name and content are one agent: what is imported is known by its content.
      assert.deepEqual((await agentsOf(there.key)).map(({ name }) => name).sort(), ['Größe & Maß', 'Twin']);
    });

    it('that ask others are imported behind them, and by name', async () => {
      const [here, there] = [await api.createOrganization('Asking'), await api.createOrganization('Asked')];
      const helper = await create('Zoe', {}, here.key);
      const chief = await create('Anton', { delegates: [helper.id] }, here.key);
      const dir = folder('asking');
      await steward(['agents', 'export', '--all', '--dir', dir], as(here.key));
      const alone = await steward(['agents', 'import', join(dir, 'anton')], as(there.key));
      assertFails(alone, 1, /anton\/agent\.yaml:\d+: .*"Zoe"/);
      assert.equal((await steward(['agents', 'import', dir], as(there.key))).code, 0);
      const agents = await agentsOf(there.key);
      const idOf = (name: string) => agents.find((agent) => agent.name === name);
      assert.deepEqual(idOf(chief.name)?.spec.delegates, [idOf(helper.name)?.id]);
    });

    it('leave nothing behind of what they no longer have, and touch nothing that is not theirs', async () => {
      const skillIds = [await createSkillRow(api, org.id)];
      const agent = await create('Changing', { skillIds, persona: { soulMd: 'Old.' } });
      const dir = folder('changing');
      await call('agents', 'export', agent.id, '--dir', dir);
      mkdirSync(join(dir, 'notes'));
      writeFileSync(join(dir, 'notes/README.md'), 'Mine.');
      const spec = { skillIds: [], persona: { tone: 'calm' } };
      await api.patch(`/v1/agents/${agent.id}`, org.key, { spec }, { 'if-match': '*' });
      await call('agents', 'export', agent.id, '--dir', dir);
      assert.deepEqual(Object.keys(contents(dir)), ['agent.yaml', 'notes/README.md']);
      assert.equal((await call('agents', 'import', dir)).code, 0);
    });

    it('are written beside the files of a folder that was no agent, of which none is lost', async () => {
      const dir = folder('others');
      mkdirSync(join(dir, 'skills/sailing'), { recursive: true });
      writeFileSync(join(dir, 'skills/sailing/SKILL.md'), 'Of another program.');
      await call('agents', 'export', (await create('Guest')).id, '--dir', dir);
      assert.deepEqual(Object.keys(contents(dir)), ['agent.yaml', 'skills/sailing/SKILL.md']);
    });

    it('that are wrong are refused with file and line', async () => {
      const write = (name: string, content: string): string => {
        mkdirSync(join(folder(name), 'skills/x'), { recursive: true });
        writeFileSync(join(folder(name), 'agent.yaml'), content);
        return folder(name);
      };
      const head = 'format: 1\nname: A\nkind: text_reply\n';
      const unfinished = write('unfinished', `${head}spec:\n  rules: [one\n`);
      assertFails(
        await call('agents', 'import', unfinished),
        1,
        /unfinished\/agent\.yaml:6: .*not plain YAML/,
      );
      const twice = write('twice', `${head}name: B\n`);
      assertFails(await call('agents', 'import', twice), 1, /twice\/agent\.yaml:4: .*unique/);
      const mood = write('mood', `${head}spec:\n  persona:\n    tone: warm\n    mood: good\n`);
      assertFails(await call('agents', 'import', mood), 1, /agent\.yaml:7: \/spec\/persona\/mood/);
      const skill = write('skill', `${head}skills: [x]\n`);
      writeFileSync(join(skill, 'skills/x/SKILL.md'), '---\ntitle: X\nsize: 1\n---\nText.\n');
      assertFails(await call('agents', 'import', skill), 1, /skills\/x\/SKILL\.md:3: \/size/);
      assertFails(await call('agents', 'import', folder('nowhere')), 1, /holds no agent\.yaml/);
    });

    it('are found by a name that only one has', async () => {
      const agent = await create('Alone');
      await create('Double');
      await create('Double');
      const started = await call('run', 'Alone', '--input', '{"message":"Hi"}', '--json');
      assert.equal((JSON.parse(started.stdout) as RunView).agentId, agent.id);
      assertFails(await call('run', 'Double'), 1, /Several agents .*agt_\w+, agt_/);
      assertFails(await call('run', 'Nobody'), 1, /no agent "Nobody"/);
    });
  });

  describe('runs', () => {
    it('are started with their input, and only read when they are dry', async () => {
      const agent = await create('Starter');
      const started = await call('run', agent.id, '--input', '{"message":"Hi"}', '--dry-run', '--json');
      assert.equal(started.code, 0, started.stderr);
      const { id } = JSON.parse(started.stdout) as RunView;
      const run = (await api.get(`/v1/runs/${id}`, org.key)).as(runView);
      assert.deepEqual([run.status, run.dryRun, run.input], ['queued', true, { message: 'Hi' }]);
      const plain = await call('run', agent.id, '--input', '{"message":"Hi"}');
      assert.match(plain.stdout, /^run_\w+ queued\nsteward logs -f run_/);
    });

    it('that the API refuses name the field', async () => {
      const agent = await create('Refusing');
      assertFails(await call('run', agent.id), 1, /422 invalid_request[\s\S]*\n {2}\/input\/message: /);
      const json = await call('run', agent.id, '--json');
      const { error } = JSON.parse(json.stderr) as { error: { problem: { errors: { pointer: string }[] } } };
      assert.deepEqual(error.problem.errors[0]?.pointer, '/input/message');
    });

    it('are followed to their end, each entry once, also over a broken connection', async () => {
      const agent = await create('Followed');
      const { id } = (
        await api.post('/v1/runs', org.key, { agentId: agent.id, input: { message: 'Hi' } })
      ).as(runView);
      const runId = requireUuid('run', id);
      const record = (text: string, status?: 'completed') =>
        api.database.transact(org.id, (store) =>
          store.journal.record({
            runId,
            from: OPEN_STATUSES,
            ...(status === undefined ? {} : { change: { status } }),
            log: [{ entry: { kind: 'thought', text } }],
          }),
        );
      const proxy = await TcpProxy.start({ host: '127.0.0.1', port: Number(new URL(api.url).port) });
      try {
        const via = as(org.key, `http://127.0.0.1:${String(proxy.port)}`);
        const following = startSteward(['logs', id, '-f', '--json'], via);
        await record('one');
        await until(() => following.printed().includes('"one"'), { what: 'the first entry' });
        proxy.slam();
        await record('two \u001b[31mred');
        proxy.open();
        await until(() => following.printed().includes('"two'), { what: 'the second entry' });
        await record('three', 'completed');
        const { code, stdout } = await following.ended;
        const seqs = stdout
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { seq: number }).seq);
        assert.deepEqual([code, seqs], [0, [1, 2, 3]]);
      } finally {
        await proxy.stop();
      }
      const shown = await call('logs', id);
      assert.equal(shown.code, 0);
      assert.match(shown.stdout, /two {2}\[31mred/, 'what is shown cannot steer a terminal');
    });
  });

  describe('called wrongly', () => {
    it('ends with 2 and says what is missing, before it asks anybody', async () => {
      const wrong: [args: string[], message: RegExp][] = [
        [['fly'], /unknown command 'fly'/],
        [['run'], /missing required argument 'agent'/],
        [['run', 'a', '--input', '{'], /--input is not JSON/],
        [['run', 'a', '--input', '[]'], /--input must be a JSON object/],
        [['agents', 'export', 'a'], /--dir/],
        [['agents', 'export', '--dir', directory], /Name one agent, or say --all/],
        [['approve', 'apr_1', '--reject'], /needs a --reason/],
        [['approve', 'apr_1', '--reject', '--reason', 'x', '--arguments', '{}'], /not both/],
      ];
      for (const [args, message] of wrong) assertFails(await call(...args), 2, message);
    });

    it('without knowing where Steward is, or with half of it, says what to set', async () => {
      const nowhere = { STEWARD_DATA_DIR: folder('no-stack') };
      assertFails(await steward(['agents', 'list'], nowhere), 2, /STEWARD_URL and STEWARD_API_KEY/);
      assertFails(await steward(['agents', 'list'], { STEWARD_URL: api.url }), 2, /STEWARD_API_KEY is not/);
      const odd = { STEWARD_URL: api.url, STEWARD_API_KEY: 'sk_se\ncret' };
      assertFails(await steward(['agents', 'list'], odd), 2, /STEWARD_API_KEY has characters/);
      const open = { STEWARD_URL: 'http://user:sk_pass@localhost', STEWARD_API_KEY: 'sk_x' };
      assertFails(await steward(['agents', 'list'], open), 2, /without a user/);
    });

    it('finds the stack of this machine, and takes its key nowhere else', async () => {
      const dataDir = folder('stack');
      mkdirSync(dataDir);
      writeFileSync(join(dataDir, 'stack.json'), JSON.stringify({ app: api.url, demoApiKey: org.key }));
      const local = await steward(['agents', 'list'], { STEWARD_DATA_DIR: dataDir });
      assert.equal(local.code, 0, local.stderr);
      assert.match(local.stdout, /^ID +STATUS +KIND +NAME\n/);
      const elsewhere = { STEWARD_DATA_DIR: dataDir, STEWARD_URL: 'http://127.0.0.1:1' };
      assertFails(await steward(['agents', 'list'], elsewhere), 2, /STEWARD_API_KEY is not/);
    });

    it('with a key that is none, or an address where nobody is, says so', async () => {
      assertFails(await steward(['agents', 'list'], as('sk_wrong')), 1, /401 unauthenticated/);
      assertFails(
        await steward(['agents', 'list'], as('sk_x', 'http://127.0.0.1:1')),
        1,
        /http:\/\/127\.0\.0\.1:1 does not answer/,
      );
      assertFails(await steward(['agents', 'list'], as(org.key, `${api.url}/healthz?`)), 2, /without/);
    });
  });

  it('lists what waits, approves, rejects and edits it, and says who was first', async () => {
    const waiting = async () => (await createWaitingRun(api, org.id)).approvalId;
    const [approved, rejected, edited] = [await waiting(), await waiting(), await waiting()];
    const listed = await call('approvals');
    for (const id of [approved, rejected, edited])
      assert.match(listed.stdout, new RegExp(`${id} .*send_message`));
    assert.match((await call('approve', approved)).stdout, /approved by key:/);
    assert.match((await call('approve', rejected, '--reject', '--reason', 'no')).stdout, /rejected by key:/);
    const instead = { channel: 'simulator', to: '+4915112345678', text: 'At ten.' };
    const changed = await call('approve', edited, '--arguments', JSON.stringify(instead), '--json');
    const { status, decidedArguments } = JSON.parse(changed.stdout) as ApprovalView;
    assert.deepEqual([status, decidedArguments], ['edited', instead]);
    const personal = JSON.stringify({ ...instead, text: 'Call Max on +4915199999999.' });
    const asking = await waiting();
    const refused = await call('approve', asking, '--arguments', personal);
    assertFails(refused, 1, /409 edit_unconfirmed[\s\S]*not the recipient's/);
    const hash = /argumentsHash "(\w+)"/.exec(refused.stderr)?.[1] ?? '';
    const confirmed = await call('approve', asking, '--arguments', personal, '--arguments-hash', hash);
    assert.match(confirmed.stdout, /edited by key:/);
    assertFails(await call('approve', approved), 1, /409 approval_already_decided/);
    const bad = JSON.stringify({ ...instead, to: 'nobody' });
    assertFails(await call('approve', await waiting(), '--arguments', bad), 1, /\n {2}\/arguments\/to: /);
  });

  it('checks exported audit logs with the script for it, and ends as that does', async () => {
    await create('Audited');
    const text = (await api.get('/v1/audit/export', org.key)).text;
    const { data } = auditExport.parse(JSON.parse(text));
    const [good, bad] = [folder('audit.json'), folder('changed.json')];
    writeFileSync(good, text);
    writeFileSync(bad, text.replace('agent.created', 'agent.deleted'));
    const verified = await call('verify-audit', good);
    assert.deepEqual([verified.code, verified.stderr], [0, '']);
    assert.match(verified.stdout, new RegExp(`^${String(data.length)} entries fit together`));
    const broken = await call('verify-audit', bad);
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, /broken at entry/);
  });
});
