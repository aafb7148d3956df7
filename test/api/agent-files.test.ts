import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromFiles, toFiles } from '../../api/routes/agents/agent-files.ts';
import { type AgentFile, agentFiles } from '../../domain/contracts/agent-files.ts';
import { promptPreview } from '../../domain/contracts/prompt-preview.ts';
import { type AgentView, agentView } from '../../domain/contracts/agents.ts';
import { PERMISSIONS } from '../../domain/access/permissions.ts';
import { anySpec, anyText } from '../support/any-spec.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem, messageAt } from '../support/problem.ts';
import { createSkillRow } from '../support/system-agent.ts';

describe('an agent as files', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;
  let other: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    other = await api.createOrganization('Another school');
  });
  after(() => api.stop());

  const exported = async (id: string, key = org.key): Promise<AgentFile[]> =>
    (await api.get(`/v1/agents/${id}/export`, key)).as(agentFiles).files;
  const imported = (files: readonly AgentFile[], key = org.key) =>
    api.post('/v1/agents/import', key, { files });
  const create = async (spec: object): Promise<AgentView> =>
    (await api.post('/v1/agents', org.key, { name: 'Replies: "all"', kind: 'text_reply', spec })).as(
      agentView,
    );

  it('is read as it was written, whatever it is (property)', () => {
    const skill = fc.record(
      {
        title: anyText(200, 1),
        description: anyText(500, 1),
        body: anyText(4000, 1),
        tags: fc.array(anyText(50, 1), { maxLength: 3 }),
      },
      { noNullPrototype: true },
    );
    const agent = fc.record({
      name: anyText(120, 1),
      spec: anySpec(),
      skills: fc.array(skill, { maxLength: 4 }),
      delegates: fc.array(anyText(120, 1), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(agent, ({ name, spec, skills, delegates }) => {
        // Names and titles are trimmed wherever they come in.
        const trimmed = {
          name: name.trim(),
          skills: skills.map((one) => ({
            ...one,
            title: one.title.trim(),
            description: one.description.trim(),
            tags: one.tags.map((tag) => tag.trim()),
          })),
          delegates: delegates.map((one) => one.trim()),
        };
        fc.pre(
          [
            trimmed.name,
            ...trimmed.delegates,
            ...trimmed.skills.flatMap((one) => [one.title, one.description, ...one.tags]),
          ].every((text) => text !== ''),
        );
        const read = fromFiles(toFiles({ kind: 'text_reply', spec, ...trimmed }));
        const { skillIds: _skills, delegates: _agents, ...rest } = spec;
        assert.deepEqual(read, { kind: 'text_reply', spec: rest, ...trimmed });
      }),
      { numRuns: 300 },
    );
  });

  it('is the same agent after export and import, and exports as the same files', async () => {
    const skillIds = [
      await createSkillRow(api, org.id),
      await createSkillRow(api, org.id, { title: 'Größen & Maße' }),
    ];
    const soulMd = '# Who I am\n\nSomebody who *listens*.\n';
    const agent = await create({
      skillIds,
      persona: { soulMd, tone: 'warm' },
      faqEntries: [{ q: 'When?', a: 'At 9.' }],
    });
    const files = await exported(agent.id);
    assert.deepEqual(
      files.map((file) => file.path),
      ['agent.yaml', 'SOUL.md', 'skills/prices/SKILL.md', 'skills/gro-en-ma-e/SKILL.md'],
    );
    assert.equal(files[1]?.content, soulMd);
    const answer = await imported(files);
    assert.equal(answer.status, 201, answer.text);
    const copy = answer.as(agentView);
    assert.deepEqual([copy.name, copy.kind, copy.status], [agent.name, agent.kind, 'draft']);
    assert.deepEqual(copy.spec, agent.spec, 'skills that are here word for word are linked');
    assert.deepEqual(await exported(copy.id), files);
  });

  it('brings its skills along into another organization, if the caller may make skills', async () => {
    const agent = await create({ skillIds: [await createSkillRow(api, org.id, { title: 'Weather' })] });
    const files = await exported(agent.id);
    const limited = await api.createKey(other.id, {
      scopes: PERMISSIONS.filter((one) => one !== 'skills:write'),
    });
    assertProblem(await imported(files, limited), 'forbidden');
    const copy = (await imported(files, other.key)).as(agentView);
    assert.equal(copy.spec.skillIds.length, 1);
    assert.notDeepEqual(copy.spec.skillIds, agent.spec.skillIds);
    assert.deepEqual(await exported(copy.id, other.key), files);
  });

  describe('that asks other agents', () => {
    const helperOf = async (name: string, key = org.key) =>
      (await api.post('/v1/agents', key, { name, kind: 'text_reply', status: 'active' })).as(agentView).id;
    const yamlOf = (files: readonly AgentFile[]) => files[0]?.content ?? '';

    it('names them, and finds them again under these names here and elsewhere', async () => {
      const delegates = [await helperOf('Helper of all'), await helperOf('Übersetzer: de/en')];
      const agent = await create({ delegates });
      const files = await exported(agent.id);
      assert.match(yamlOf(files), /\ndelegates:\n {2}- Helper of all\n {2}- "Übersetzer: de\/en"\n/);
      assert.ok(!yamlOf(files).includes('agt_'));
      const copy = (await imported(files)).as(agentView);
      assert.deepEqual(copy.spec, agent.spec);
      const theirs = [await helperOf('Übersetzer: de/en', other.key)];
      const refused = assertProblem(await imported(files, other.key), 'invalid_request', [
        '/files/0/content/delegates/0',
      ]);
      const message = messageAt(refused, '/files/0/content/delegates/0');
      assert.match(message, /"Helper of all".*Import or create it first/);
      theirs.unshift(await helperOf('Helper of all', other.key));
      const there = (await imported(files, other.key)).as(agentView);
      assert.deepEqual(there.spec.delegates, theirs);
      assert.deepEqual(await exported(there.id, other.key), files);
    });

    it('gives the id where a name would not say which is meant', async () => {
      const delegates = [await helperOf('Namesake'), await helperOf('Namesake'), await helperOf('Retired')];
      const archived = await api.request('DELETE', `/v1/agents/${delegates[2] ?? ''}`, { key: org.key });
      assert.equal(archived.status, 200, archived.text);
      const agent = await create({ delegates });
      const files = await exported(agent.id);
      for (const id of delegates) assert.match(yamlOf(files), new RegExp(`- ${id}\n`));
      assert.deepEqual((await imported(files)).as(agentView).spec, agent.spec);
      const pointers = [0, 1, 2].map((i) => `/files/0/content/delegates/${String(i)}`);
      assertProblem(await imported(files, other.key), 'invalid_request', pointers);
      const content = 'format: 1\nname: A\nkind: text_reply\ndelegates: [Namesake, Nobody]\n';
      const refused = assertProblem(
        await imported([{ path: 'agent.yaml', content }]),
        'invalid_request',
        pointers.slice(0, 2),
      );
      assert.match(messageAt(refused, pointers[0] ?? ''), /several agents here.*agt_\w+, agt_/);
    });

    it('has at most as many as an agent may have, by names and by ids together', async () => {
      const id = await helperOf('One too many');
      const names = Array.from({ length: 30 }, (_, i) => `Helper ${String(i)}`).join(', ');
      const content = `format: 1\nname: A\nkind: text_reply\ndelegates: [${names}]\nspec: { delegates: [${id}] }\n`;
      assertProblem(await imported([{ path: 'agent.yaml', content }]), 'invalid_request', [
        '/files/0/content/delegates',
      ]);
    });

    it('shows them in the preview of its prompt, if it may ask anybody', async () => {
      const delegates = [await helperOf('In the prompt')];
      const partsOf = async (tools: object) => {
        const { id } = await create({ delegates, tools });
        const { parts } = (await api.get(`/v1/agents/${id}/prompt-preview`, org.key)).as(promptPreview);
        return parts.filter(({ origin }) => origin === 'delegates').map(({ text }) => text);
      };
      const allow = ['delegate_to_agent'];
      const [shown = ''] = await partsOf({ allow });
      assert.match(shown, new RegExp(`In the prompt \\(${delegates[0] ?? ''}\\), .*message \\(needed\\)`));
      assert.deepEqual(await partsOf({ allow: [] }), []);
      assert.deepEqual(await partsOf({ allow, deny: allow }), []);
    });
  });

  it('is made once however often the import is repeated under one key', async () => {
    const files = await exported((await create({})).id);
    const send = () => api.post('/v1/agents/import', org.key, { files }, { 'idempotency-key': 'import-1' });
    assert.equal((await send()).as(agentView).id, (await send()).as(agentView).id);
  });

  it('is refused with the place in the file when something in it is wrong', async () => {
    const yaml = (content: string, ...more: AgentFile[]) => [{ path: 'agent.yaml', content }, ...more];
    const head = 'format: 1\nname: A\nkind: text_reply\n';
    const bomb = `${head}spec:\n  systemPrompt: &a x\n  blockedTopics: [*a, *a]\n`;
    const skill = (content: string) => ({ path: 'skills/x/SKILL.md', content });
    const keys = (count: number) =>
      Array.from({ length: count }, (_, i) => `  k${i.toString(36)}:\n`).join('');
    const cases: readonly [files: AgentFile[], pointers: string[], message?: RegExp][] = [
      [
        yaml(`${head}colour: red\n`),
        ['/files/0/content/colour'],
        /\(agent.yaml\) colour is not a known field/,
      ],
      [yaml(`${head}spec:\n  persona: { mood: good }\n`), ['/files/0/content/spec/persona/mood']],
      [yaml(`${head}spec:\n  tools: { allow: [teleport] }\n`), ['/files/0/content/spec/tools/allow/0']],
      [yaml('format: 1\nname: A\nkind: nothing\n'), ['/files/0/content/kind']],
      [yaml('format: 2\nname: A\nkind: text_reply\n'), ['/files/0/content/format']],
      [yaml(bomb), ['/files/0/content'], /aliases are not allowed/],
      [yaml(`${head}name: B\n`), ['/files/0/content'], /unique/],
      [yaml('{'), ['/files/0/content'], /not plain YAML/],
      [yaml(`${head}spec: !!js/function "x"\n`), ['/files/0/content']],
      [
        yaml(`${head}skills: [x]\n`),
        ['/files/0/content/skills/0'],
        /skills\/x\/SKILL.md, which is not there/,
      ],
      [yaml(head, skill('---\ntitle: X\n---\n')), ['/files/1/path'], /not among the skills/],
      [yaml(`${head}skills: [x]\n`, skill('no head')), ['/files/1/content']],
      [
        yaml(`${head}skills: [x]\n`, skill('---\ntitle: X\ndescription: For x.\nsize: 1\n---\n')),
        ['/files/1/content/size'],
      ],
      [
        yaml(`${head}skills: [x]\n`, skill('---\ntitle: X\ntags: [" "]\n---\nBody')),
        ['/files/1/content/description', '/files/1/content/tags/0'],
      ],
      [
        yaml(`${head}skills: [x]\n`, skill('---\ntitle: X\ndescription: For x.\n---\n')),
        ['/files/1/content/body'],
      ],
      [yaml(`${head}spec: ${'['.repeat(19_000)}`), ['/files/0/content'], /nested too deep/],
      [yaml(`${head}spec: ${'{a: '.repeat(4_000)}`), ['/files/0/content'], /nested too deep/],
      [yaml(`${head}spec: ${'- '.repeat(20_000)}a`), ['/files/0/content']],
      [yaml(`${head}spec:\n${keys(15_000)}`), ['/files/0/content'], /too many parts/],
      [
        yaml(`${head}skills: [x]\n`, skill(`---\ntitle: X\ndescription: For x.\n---\n${'x'.repeat(4001)}`)),
        ['/files/1/content/body'],
      ],
      [yaml(head, { path: '../etc/passwd', content: '' }), ['/files/1/path']],
      [[{ path: 'SOUL.md', content: 'x' }], ['/files']],
    ];
    for (const [files, pointers, message] of cases) {
      const refused = assertProblem(await imported(files), 'invalid_request', pointers);
      if (message !== undefined) assert.match(messageAt(refused, pointers[0] ?? ''), message);
    }
  });

  it('is the same after export and import when it is as long as it may be', async () => {
    const line = (length: number, i: number) => `${String(i)} ${'word: '.repeat(length)}`.slice(0, length);
    const rows = (count: number, length: number) => Array.from({ length: count }, (_, i) => line(length, i));
    const skillIds = await Promise.all(rows(30, 12).map((title) => createSkillRow(api, org.id, { title })));
    const agent = await create({
      skillIds,
      rules: rows(50, 500),
      goals: rows(20, 200).map((title) => ({ title, description: line(2000, 0), priority: 1 })),
      faqEntries: rows(100, 500).map((q) => ({ q, a: line(2000, 0) })),
      blockedTopics: rows(50, 200),
      systemPrompt: 'one line\n'.repeat(2000),
      persona: { soulMd: '# Who\n'.repeat(2000), traits: rows(20, 200), avoid: rows(20, 200) },
    });
    const files = await exported(agent.id);
    const answer = await imported(files);
    assert.equal(answer.status, 201, answer.text.slice(0, 500));
    assert.deepEqual(answer.as(agentView).spec, agent.spec);
  });

  it('has at most as many skills as an agent may have, named by files and by ids together', async () => {
    const skillIds = await Promise.all(
      Array.from({ length: 30 }, (_, i) => createSkillRow(api, org.id, { title: `Many ${String(i)}` })),
    );
    const content = `format: 1\nname: A\nkind: text_reply\nskills: [x]\nspec: { skillIds: [${skillIds.join(', ')}] }\n`;
    const files = [
      { path: 'agent.yaml', content },
      { path: 'skills/x/SKILL.md', content: '---\ntitle: X\ndescription: For x.\n---\nOne more.' },
    ];
    assertProblem(await imported(files), 'invalid_request', ['/files/0/content/skills']);
  });
});
