import assert from 'node:assert/strict';
import { getPriorityTasks } from '../../../tools/get-priority-tasks.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_priority_tasks', () => {
  let workspace: ToolWorkspace;

  beforeEach(async () => {
    workspace = await openToolWorkspace();
  });

  afterEach(async () => {
    await workspace.close();
  });

  const task = (name: string, due: Date, priority: string | undefined, status = 'open') => ({
    type: 'task',
    name,
    status,
    occurredAt: due,
    properties: {
      due: due.toISOString().slice(0, 10),
      ...(priority !== undefined && { priority, assignee: 'Lena' }),
    },
  });

  it('lists the most important first, and within a priority what is due first', async () => {
    const ids = await workspace.add(
      task('low, late', march(1), 'low'),
      task('high, tomorrow', march(16), 'high'),
      task('high, yesterday', march(14), 'high'),
      task('medium, today', march(15), 'medium'),
      task('done', march(1), 'high', 'done'),
    );
    const answer = await workspace.run(getPriorityTasks);
    assert.deepEqual([answer.total, answer.overdue], [4, 2]);
    assert.deepEqual(
      answer.tasks.map(({ title }) => title),
      ['high, yesterday', 'high, tomorrow', 'medium, today', 'low, late'],
    );
    assert.deepEqual(answer.tasks[0], {
      id: ids[2],
      title: 'high, yesterday',
      priority: 'high',
      due: '2031-03-14',
      assignee: 'Lena',
      overdue: true,
    });
  });

  it('calls a task of today open until the local day is over', async () => {
    await workspace.add(
      task('this morning', march(15, '00:00'), 'high'),
      task('last night', march(14, '23:59'), 'high'),
    );
    const { tasks } = await workspace.run(getPriorityTasks);
    assert.deepEqual(
      tasks.map(({ title, overdue }) => [title, overdue]),
      [
        ['last night', true],
        ['this morning', false],
      ],
    );
  });

  it('looks no further ahead than it is asked to, and counts everything it leaves off the list', async () => {
    await workspace.add(
      task('late', march(10), 'low'),
      task('today', march(15, '23:00'), 'low'),
      task('in a week', march(22, '23:59'), 'low'),
      task('later', march(23, '00:00'), 'low'),
    );
    const today = await workspace.run(getPriorityTasks, { dueWithinDays: 0 });
    assert.deepEqual(
      today.tasks.map(({ title }) => title),
      ['late', 'today'],
    );
    const week = await workspace.run(getPriorityTasks, { dueWithinDays: 7, limit: 1 });
    assert.deepEqual([week.total, week.tasks.length], [3, 1]);
  });

  it('takes a task without a priority as a medium one of nobody', async () => {
    await workspace.add(task('unsorted', march(20), undefined));
    const { tasks } = await workspace.run(getPriorityTasks);
    assert.deepEqual([tasks[0]?.priority, tasks[0]?.assignee], ['medium', null]);
  });

  it('counts more tasks than the store gives at once', async () => {
    const many = Array.from({ length: 1203 }, (_, index) =>
      task(`task ${index}`, march(14 + (index % 2)), 'low'),
    );
    await workspace.add(...many);
    const { total, overdue, tasks } = await workspace.run(getPriorityTasks, { limit: 100 });
    assert.equal(total, 1203);
    assert.equal(overdue, many.filter(({ occurredAt }) => occurredAt < march(15, '00:00')).length);
    assert.equal(tasks.length, 100);
  });
});
