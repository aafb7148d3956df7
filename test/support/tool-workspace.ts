/** A tool and the real database below it: an organization of its own, and the context the tool is given. */
import assert from 'node:assert/strict';
import type { z } from 'zod';
import { toPublicId } from '../../domain/ids.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { newId } from '../../store/new-id.ts';
import type { NewObject } from '../../store/objects.store.ts';
import type { OutboundMessage, Tool, ToolContext } from '../../tools/define-tool.ts';
import type { TestDatabase } from './database.ts';
import { queryRows } from './rows.ts';
import { createTestDatabase } from './stack.ts';

export interface ToolWorkspace {
  readonly context: ToolContext;
  /** What the tool sent. */
  readonly sent: OutboundMessage[];
  /** Another organization in the same database. */
  another(): Promise<ToolWorkspace>;
  /** Returns public ids in the order of the objects. */
  add(...objects: NewObject[]): Promise<string[]>;
  /** Parses as the engine does, runs the tool and holds its answer against its own schema. */
  run<I extends z.ZodType, O extends z.ZodType>(tool: Tool<I, O>, args?: unknown): Promise<z.output<O>>;
  close(): Promise<void>;
}

/** Noon of a Saturday in Berlin. */
const NOW = new Date('2031-03-15T11:00:00Z');

export async function openToolWorkspace(now: Date = NOW): Promise<ToolWorkspace> {
  const testDatabase = await createTestDatabase();
  const database = await openDatabase({ url: testDatabase.app, poolSize: 2 });
  const close = async (): Promise<void> => {
    await database.close();
    await testDatabase.drop();
  };
  return createWorkspace(testDatabase, database, now, close);
}

async function createWorkspace(
  testDatabase: TestDatabase,
  database: Database,
  now: Date,
  close: () => Promise<void>,
): Promise<ToolWorkspace> {
  const organizationId = newId();
  const organization = { name: 'Kitesurf School', timeZone: 'Europe/Berlin' };
  await queryRows({ testDatabase }, 'INSERT INTO organization (id, name, time_zone) VALUES ($1, $2, $3)', [
    organizationId,
    organization.name,
    organization.timeZone,
  ]);
  const sent: OutboundMessage[] = [];
  const context: ToolContext = {
    now,
    organization: { id: toPublicId('organization', organizationId), ...organization },
    signal: new AbortController().signal,
    idempotencyKey: 'run:1:0',
    objects: {
      find: (filter) => database.transact(organizationId, (store) => store.objects.find(filter)),
      count: (filter) => database.transact(organizationId, (store) => store.objects.count(filter)),
      sum: (filter, property) =>
        database.transact(organizationId, (store) => store.objects.sum(filter, property)),
      countBy: (filter, field) =>
        database.transact(organizationId, (store) => store.objects.countBy(filter, field)),
    },
    sendMessage: async (message) => {
      sent.push(message);
      return { messageId: `msg_${sent.length}`, providerMessageId: `provider-${sent.length}` };
    },
  };
  return {
    context,
    sent,
    another: () => createWorkspace(testDatabase, database, now, close),
    add: async (...objects) => {
      const ids = await database.transact(organizationId, (store) => store.objects.insertMany(objects));
      return ids.map((id) => toPublicId('object', id));
    },
    run: async (tool, args = {}) => {
      const input = tool.input.safeParse(args);
      assert.ok(input.success, `the tool refused ${JSON.stringify(args)}: ${input.error?.message ?? ''}`);
      return tool.output.parse(await tool.execute(input.data, context));
    },
    close,
  };
}

/** An instant on a day of March 2031, Berlin's winter time (+01:00). */
export function march(day: number, time = '10:00'): Date {
  return new Date(`2031-03-${String(day).padStart(2, '0')}T${time}:00+01:00`);
}
