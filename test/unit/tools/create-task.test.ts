import assert from 'node:assert/strict';
import { toPublicId } from '../../../domain/ids.ts';
import { createTask } from '../../../tools/create-task.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('create_task', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = { type: 'contact', name: 'Nora Beispiel', occurredAt: march(1) };

  it('creates an open task that keeps what it is about and who wrote it', async () => {
    const [aboutId = ''] = await workspace.add(contact);
    const args = { title: 'Call Nora back', due: '2031-03-20', priority: 'high', aboutId };
    const made = await workspace.run(createTask, args);
    const { id, ...shown } = made;
    assert.deepEqual(shown, args);
    const task = await workspace.context.objects.get(id);
    assert.deepEqual([task?.type, task?.status], ['task', 'open']);
    assert.deepEqual(task?.properties['source'], {
      runId: toPublicId('run', workspace.runId),
      agentId: toPublicId('agent', workspace.agentId),
      tool: 'create_task',
    });
    const [related] = await workspace.context.objects.related(aboutId, { types: ['task'], limit: 5 });
    assert.deepEqual([related?.relation, related?.object.id], ['about', id]);
  });

  it('is due in a week when no day is given', async () => {
    assert.equal((await workspace.run(createTask, { title: 'Order ropes' })).due, '2031-03-22');
  });

  it('writes once however often the same call is repeated', async () => {
    const before = await workspace.context.objects.count({ type: 'task' });
    const first = await workspace.run(createTask, { title: 'Repair the jetty' }, 7);
    assert.deepEqual(await workspace.run(createTask, { title: 'Repair the jetty' }, 7), first);
    assert.equal(await workspace.context.objects.count({ type: 'task' }), before + 1);
  });

  it('refuses to hang a task on what another organization has', async () => {
    const other = await workspace.another();
    const [aboutId = ''] = await other.add(contact);
    await assert.rejects(workspace.run(createTask, { title: 'Theirs', aboutId }), /there is no object/);
    assert.equal(await other.context.objects.count({ type: 'task' }), 0);
  });
});
