import assert from 'node:assert/strict';
import { activityProtocol } from '../../../tools/activity-protocol.ts';
import { crmWrite } from '../../../tools/crm-write.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('crm_write', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = { type: 'contact', name: 'Nora', properties: { city: 'Kiel' }, occurredAt: march(1) };
  const fields = (values: Record<string, string | null>) =>
    Object.entries(values).map(([field, value]) => ({ field, value }));

  it('makes a contact', async () => {
    const args = { action: 'create', name: 'Ada Neu', fields: fields({ email: 'ada@school.test' }) };
    const { id, name } = await workspace.run(crmWrite, args);
    const made = await workspace.context.objects.get(id);
    assert.deepEqual(
      [name, made?.type, made?.properties['email']],
      ['Ada Neu', 'contact', 'ada@school.test'],
    );
  });

  it('changes fields, and keeps the values before with who changed them', async () => {
    const [id = ''] = await workspace.add(contact);
    const changed = await workspace.run(crmWrite, {
      action: 'update',
      id,
      fields: fields({ city: 'Lübeck', language: 'de' }),
    });
    assert.deepEqual(changed.changes, [
      { field: 'city', before: 'Kiel', after: 'Lübeck' },
      { field: 'language', before: null, after: 'de' },
    ]);
    const { sources } = (await workspace.context.objects.get(id))?.properties as {
      sources: Record<string, { tool: string; before: unknown }>;
    };
    assert.deepEqual([sources['city']?.tool, sources['city']?.before], ['crm_write', 'Kiel']);
    const protocol = await workspace.run(activityProtocol, { id });
    assert.deepEqual(protocol.changes[0]?.fields, changed.changes);
  });

  it('applies a repeated call once, also when somebody else wrote in between', async () => {
    const [id = ''] = await workspace.add(contact);
    const args = { action: 'update', id, fields: fields({ city: 'Husum' }) };
    const first = await workspace.run(crmWrite, args, 5);
    await workspace.run(crmWrite, { action: 'update', id, fields: fields({ city: 'Bremen' }) });
    assert.deepEqual((await workspace.run(crmWrite, args, 5)).changes, first.changes);
    assert.equal((await workspace.context.objects.get(id))?.properties['city'], 'Bremen');
  });

  it('refuses a change that was made on an older reading', async () => {
    const [id = ''] = await workspace.add(contact);
    const revision = (await workspace.context.objects.get(id))?.revision;
    const args = { action: 'update', id, revision, fields: fields({ city: 'Husum' }) };
    await workspace.run(crmWrite, args);
    await assert.rejects(workspace.run(crmWrite, { ...args, fields: fields({ city: 'Kiel' }) }), {
      code: 'changed_since',
    });
    assert.equal((await workspace.context.objects.get(id))?.properties['city'], 'Husum');
  });

  it('empties a field', async () => {
    const [id = ''] = await workspace.add(contact);
    await workspace.run(crmWrite, { action: 'update', id, fields: fields({ city: null }) });
    assert.equal('city' in ((await workspace.context.objects.get(id))?.properties ?? {}), false);
  });

  it('changes neither what is no contact nor what another organization has', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(contact);
    const [call = ''] = await workspace.add({ ...contact, type: 'call' });
    for (const id of [theirs, call]) {
      const args = { action: 'update', id, fields: fields({ city: 'Husum' }) };
      await assert.rejects(workspace.run(crmWrite, args), { code: 'not_found' });
    }
    assert.equal((await other.context.objects.get(theirs))?.properties['city'], 'Kiel');
  });

  it('leaves alone what the system keeps itself', () => {
    for (const field of ['source', 'sources', 'tags', '__proto__', 'a b']) {
      const args = { action: 'update', id: 'obj_1', fields: [{ field, value: 'x' }] };
      assert.equal(crmWrite.input.safeParse(args).success, false, field);
    }
  });
});
