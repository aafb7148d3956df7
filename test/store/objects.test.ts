import assert from 'node:assert/strict';
import type { ObjectQuery } from '../../domain/tools/objects.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../support/tool-workspace.ts';

describe('the store of objects', () => {
  let workspace: ToolWorkspace;
  let ids: string[];

  before(async () => {
    workspace = await openToolWorkspace();
    const thing = (day: number, properties: Record<string, unknown>, status: string | null = 'open') => ({
      type: 'thing',
      subtype: day % 2 === 0 ? 'even' : 'odd',
      name: `thing of day ${day}`,
      status,
      occurredAt: march(day),
      properties,
    });
    ids = await workspace.add(
      thing(1, { amount: 0.1, "it's": 'quoted', flag: true }),
      thing(2, { amount: 0.2, "it's": 'other', flag: false }),
      thing(3, { amount: '7', colour: 'red' }, 'done'),
      thing(3, { amount: null, colour: 'red' }, null),
      thing(4, { amount: [1], colour: 'blue' }),
    );
    const other = await workspace.another();
    await other.add(thing(2, { amount: 1000, colour: 'green' }));
  });

  after(async () => {
    await workspace.close();
  });

  const find = async (query: Omit<ObjectQuery, 'type'> = {}): Promise<string[]> =>
    (await workspace.context.objects.find({ type: 'thing', ...query })).map(({ id }) => id);
  const pick = (...positions: number[]): (string | undefined)[] => positions.map((position) => ids[position]);

  it('gives whole records with public ids', async () => {
    const [record] = await workspace.context.objects.find({ type: 'thing', order: 'oldest', limit: 1 });
    assert.deepEqual(record, {
      id: ids[0],
      type: 'thing',
      subtype: 'odd',
      name: 'thing of day 1',
      status: 'open',
      properties: { amount: 0.1, "it's": 'quoted', flag: true },
      occurredAt: march(1),
    });
    assert.match(ids[0] ?? '', /^obj_/);
  });

  it('orders by time, newest first unless told otherwise, and never gives those of others', async () => {
    assert.deepEqual(new Set(await find()), new Set(ids));
    assert.deepEqual((await find())[0], ids[4]);
    assert.deepEqual((await find({ order: 'oldest' }))[0], ids[0]);
  });

  it('goes on after the last of a page, in both orders and among equal times', async () => {
    for (const order of ['newest', 'oldest'] as const) {
      const whole = await workspace.context.objects.find({ type: 'thing', order });
      for (const [index, after] of whole.entries()) {
        const rest = await find({ order, after });
        assert.deepEqual(
          rest,
          whole.slice(index + 1).map(({ id }) => id),
          `${order} after ${index}`,
        );
      }
    }
  });

  it('takes the beginning of a window and leaves out its end', async () => {
    assert.deepEqual(await find({ from: march(1), to: march(2) }), pick(0));
  });

  it('filters by status, subtype and properties', async () => {
    assert.deepEqual(await find({ status: ['done'] }), pick(2));
    assert.deepEqual(await find({ status: [] }), []);
    assert.deepEqual(await find({ subtype: 'even' }), pick(4, 1));
    assert.deepEqual(await find({ properties: { flag: true } }), pick(0));
    assert.deepEqual(await find({ properties: { amount: 0.2 } }), pick(1));
    assert.deepEqual(await find({ properties: { "it's": 'quoted', flag: true } }), pick(0));
    assert.deepEqual(await find({ properties: { colour: "red' OR '1'='1" } }), []);
  });

  it('sums numbers to the cent and takes everything else as nothing', async () => {
    const { objects } = workspace.context;
    assert.equal(await objects.sum({ type: 'thing' }, 'amount'), 0.3);
    assert.equal(await objects.sum({ type: 'thing' }, 'nothing'), 0);
    assert.equal(await objects.sum({ type: 'nothing' }, 'amount'), 0);
  });

  it('counts by a column or a property, largest first, with what is missing at the end of its size', async () => {
    const { objects } = workspace.context;
    assert.equal(await objects.count({ type: 'thing' }), 5);
    assert.deepEqual(await objects.countBy({ type: 'thing' }, 'status'), [
      { value: 'open', count: 3 },
      { value: 'done', count: 1 },
      { value: null, count: 1 },
    ]);
    assert.deepEqual(await objects.countBy({ type: 'thing' }, 'colour'), [
      { value: 'red', count: 2 },
      { value: null, count: 2 },
      { value: 'blue', count: 1 },
    ]);
    assert.deepEqual(await objects.countBy({ type: 'thing' }, 'subtype'), [
      { value: 'odd', count: 3 },
      { value: 'even', count: 2 },
    ]);
  });
});
