/** A tool and the real database below it: an organization of its own, and the context the tool is given. */
import assert from 'node:assert/strict';
import type { z } from 'zod';
import type { ActivityDeps } from '../../activities/deps.ts';
import { createEgress } from '../../activities/egress/egress.ts';
import { callMcpTool } from '../../activities/mcp/call-mcp-tool.ts';
import { RunSession } from '../../activities/runs/run-session.ts';
import { requestOutside } from '../../activities/tools/outside-request.ts';
import { createObjectReader } from '../../activities/tools/object-reader.ts';
import { createObjectWriter } from '../../activities/tools/object-writer.ts';
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import { type Database, openDatabase, type Store } from '../../store/database.ts';
import { newId } from '../../store/new-id.ts';
import type { NewObject } from '../../store/objects.store.ts';
import {
  type ChildRequest,
  type OutboundMessage,
  StartedChild,
  type Tool,
  type ToolContext,
} from '../../tools/define-tool.ts';
import { buildAgent } from './builders.ts';
import type { TestDatabase } from './database.ts';
import { queryRows } from './rows.ts';
import { createTestDatabase } from './stack.ts';

export interface ToolWorkspace {
  readonly context: ToolContext;
  /** What the tool sent. */
  readonly sent: OutboundMessage[];
  /** What the tool handed to other agents. */
  readonly handedOn: ChildRequest[];
  /** Another organization in the same database. */
  another(): Promise<ToolWorkspace>;
  /** As the API does it. */
  transact<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** UUIDs. */
  readonly organizationId: string;
  readonly agentId: string;
  readonly runId: string;
  /** A tool call in the log of the run. */
  log(entry: Readonly<Record<string, unknown>>): Promise<void>;
  /** Public ids in, as the tools take them. */
  link(from: string, relation: string, to: string): Promise<void>;
  /** Returns public ids in the order of the objects. */
  add(...objects: NewObject[]): Promise<string[]>;
  /**
   * Parses as the engine does, runs the tool and holds its answer against its own schema. Each run is a call of its
   * own, unless it is given the number of an earlier one.
   */
  run<I extends z.ZodType, O extends z.ZodType>(
    tool: Tool<I, O>,
    args?: unknown,
    call?: number,
  ): Promise<z.output<O>>;
  close(): Promise<void>;
}

/** Noon of a Saturday in Berlin. */
const NOW = new Date('2031-03-15T11:00:00Z');

export async function openToolWorkspace(now: Date = NOW): Promise<ToolWorkspace> {
  const testDatabase = await createTestDatabase();
  const encryptionKeys = [{ id: 'test', key: Buffer.alloc(32, 7) }];
  const database = await openDatabase({ url: testDatabase.app, poolSize: 2, encryptionKeys });
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
  const agent = await buildAgent(testDatabase.system, organizationId);
  const { id: runId } = await database.transact(organizationId, (store) =>
    store.runs.create({
      agentId: agent.agentId,
      agentVersionId: agent.versionId,
      kind: agent.kind,
      trigger: 'api',
      input: {},
      goals: [],
      limits: {} as never,
    }),
  );
  let calls = 0;
  let logged = 0;
  const writerOf = (tool: string, call: number) =>
    createObjectWriter(database, organizationId, { runId, tool, key: `${runId}:1:${String(call)}` });
  const sent: OutboundMessage[] = [];
  // Loopback plays the outside world.
  const egress = createEgress({ permittedRanges: ['127.0.0.0/8'] });
  const session = new RunSession({ database, egress } as unknown as ActivityDeps, {
    organizationId: toPublicId('organization', organizationId),
    runId: toPublicId('run', runId),
  });
  const signal = new AbortController().signal;
  const handedOn: ChildRequest[] = [];
  const context: ToolContext = {
    now,
    organization: { id: toPublicId('organization', organizationId), ...organization },
    signal,
    idempotencyKey: 'run:1:0',
    objects: createObjectReader(database, organizationId),
    writer: writerOf('', -1),
    sendMessage: async (message) => {
      sent.push(message);
      return { messageId: `msg_${sent.length}`, providerMessageId: `provider-${sent.length}` };
    },
    callMcpTool: (call) => callMcpTool(session, call, signal),
    request: (request) => requestOutside(session, request, { idempotencyKey: 'run:1:0', signal }),
    startChild: async (request) => {
      handedOn.push(request);
      return new StartedChild(runId);
    },
  };
  return {
    context,
    sent,
    transact: (work) => database.transact(organizationId, work),
    handedOn,
    organizationId,
    agentId: agent.agentId,
    runId,
    log: async (entry) => {
      logged += 1;
      await queryRows(
        { testDatabase },
        `INSERT INTO log_entry (id, organization_id, run_id, agent_id, seq, kind, entry, span_id)
         VALUES ($1, $2, $3, $4, $5, 'tool_call', $6, 'span')`,
        [newId(), organizationId, runId, agent.agentId, 900 + logged, JSON.stringify(entry)],
      );
    },
    link: async (from, relation, to) => {
      await queryRows(
        { testDatabase },
        'INSERT INTO object_link (organization_id, from_id, relation, to_id) VALUES ($1, $2, $3, $4)',
        [organizationId, requireUuid('object', from), relation, requireUuid('object', to)],
      );
    },
    another: () => createWorkspace(testDatabase, database, now, close),
    add: async (...objects) => {
      const ids = await database.transact(organizationId, (store) => store.objects.insertMany(objects));
      return ids.map((id) => toPublicId('object', id));
    },
    run: async (tool, args = {}, call) => {
      const input = tool.input.safeParse(args);
      assert.ok(input.success, `the tool refused ${JSON.stringify(args)}: ${input.error?.message ?? ''}`);
      calls += 1;
      const ctx = { ...context, writer: writerOf(tool.name, call ?? 1000 + calls) };
      return tool.output.parse(await tool.execute(input.data, ctx));
    },
    close,
  };
}

/** An instant on a day of March 2031, Berlin's winter time (+01:00). */
export function march(day: number, time = '10:00'): Date {
  return new Date(`2031-03-${String(day).padStart(2, '0')}T${time}:00+01:00`);
}
