/** Remote MCP servers, what they say of their tools, and what of it was approved. */
import type { Scope } from './database.ts';
import type { McpServer, McpTool } from './generated/client.ts';
import { newId } from './new-id.ts';
import { json, Prisma } from './prisma.ts';

export type McpToolRow = McpTool;

export interface McpServerDetail {
  readonly server: McpServer;
  readonly tools: readonly McpTool[];
}

/** A tool as its server describes it. */
export interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
  readonly hash: string;
}

/** An approved tool, with whether it still is what was approved. */
export interface CallableTool extends McpTool {
  readonly serverName: string;
}

/** More than an organization has; a list that nobody could read. */
const MOST_SERVERS = 100;

export class McpStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async list(): Promise<McpServerDetail[]> {
    const { tx, organizationId } = this.#scope;
    const servers = await tx.mcpServer.findMany({
      where: { organizationId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: MOST_SERVERS,
    });
    const tools = await tx.mcpTool.findMany({ where: { organizationId }, orderBy: { name: 'asc' } });
    return servers.map((server) => ({ server, tools: tools.filter((tool) => tool.serverId === server.id) }));
  }

  async get(id: string): Promise<McpServerDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const server = await tx.mcpServer.findFirst({ where: { id, organizationId } });
    if (server === null) return undefined;
    const tools = await tx.mcpTool.findMany({
      where: { organizationId, serverId: id },
      orderBy: { name: 'asc' },
    });
    return { server, tools };
  }

  /** As `get`, held until the commit. */
  async lock(id: string): Promise<McpServerDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM mcp_server WHERE id = ${id}::uuid AND organization_id = ${organizationId}::uuid FOR UPDATE`;
    return this.get(id);
  }

  /** Undefined when there is one of that name. It is due to be read at once. */
  async create(facts: {
    readonly name: string;
    readonly url: string;
    readonly credentialId: string | null;
    readonly createdBy: string;
  }): Promise<string | undefined> {
    const { tx, organizationId } = this.#scope;
    const id = newId();
    const data = [{ id, organizationId, ...facts }];
    const { count } = await tx.mcpServer.createMany({ data, skipDuplicates: true });
    return count === 0 ? undefined : id;
  }

  async usersOfCredential(credentialId: string): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.mcpServer.findMany({
      where: { organizationId, credentialId },
      select: { name: true },
    });
    return rows.map(({ name }) => name);
  }

  async readAgain(id: string): Promise<void> {
    await this.#change(id, { state: 'reading', dueAt: new Date() });
  }

  async remove(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.mcpServer.deleteMany({ where: { id, organizationId } });
  }

  /**
   * Takes over what the server says now. An approval stays with the hash that it was given to. `claim` is what the
   * reading was claimed under: whoever asked for another one meanwhile still gets it.
   */
  async saveListing(
    id: string,
    { tools: listed, leftOut }: { readonly tools: readonly ListedTool[]; readonly leftOut: number },
    claim?: Date,
  ): Promise<void> {
    const { tx, organizationId } = this.#scope;
    if ((await this.lock(id)) === undefined) return;
    const names = listed.map(({ name }) => name);
    await tx.mcpTool.updateMany({
      where: { organizationId, serverId: id, name: { notIn: names } },
      data: { listed: false },
    });
    for (const { name, inputSchema, ...words } of listed) {
      const facts = { ...words, inputSchema: json(inputSchema), listed: true };
      const { count } = await tx.mcpTool.updateMany({
        where: { organizationId, serverId: id, name },
        data: facts,
      });
      if (count > 0) continue;
      await tx.mcpTool.createMany({ data: [{ id: newId(), organizationId, serverId: id, name, ...facts }] });
    }
    await this.#change(id, { problem: null, leftOut, readAt: new Date() });
    await this.#finish(id, 'ready', claim);
  }

  async failed(id: string, problem: string, claim: Date): Promise<void> {
    await this.#change(id, { problem });
    await this.#finish(id, 'failed', claim);
  }

  async #finish(id: string, state: string, claim: Date | undefined): Promise<void> {
    if (claim === undefined) return;
    const { tx, organizationId } = this.#scope;
    await tx.mcpServer.updateMany({
      where: { id, organizationId, dueAt: claim },
      data: { state, dueAt: null },
    });
  }

  /** With the words that it has in this very statement, if they still are those that were read. */
  async approve(
    toolId: string,
    approval: { readonly hash: string; readonly effect: string; readonly risk: string; readonly by: string },
  ): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const { hash, effect, risk, by } = approval;
    await tx.$executeRaw`
      UPDATE mcp_tool SET approved_hash = hash, effect = ${effect}, risk = ${risk}, approved_by = ${by}, approved_at = now(),
        approved_words = jsonb_build_object('description', description, 'inputSchema', input_schema)
      WHERE organization_id = ${organizationId}::uuid AND id = ${toolId}::uuid AND hash = ${hash}`;
  }

  async withdraw(toolId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.mcpTool.updateMany({
      where: { id: toolId, organizationId },
      data: { approvedHash: null, approvedWords: Prisma.DbNull, approvedBy: null, approvedAt: null },
    });
  }

  /** All that were ever approved and not withdrawn: those that have changed since are to be told from unknown ones. */
  async callable(): Promise<CallableTool[]> {
    const { tx, organizationId } = this.#scope;
    const tools = await tx.mcpTool.findMany({ where: { organizationId, approvedHash: { not: null } } });
    if (tools.length === 0) return [];
    const servers = await tx.mcpServer.findMany({
      where: { organizationId },
      select: { id: true, name: true },
    });
    const names = new Map(servers.map(({ id, name }) => [id, name]));
    return tools.map((tool) => ({ ...tool, serverName: names.get(tool.serverId) ?? '' }));
  }

  async #change(
    id: string,
    data: Partial<Pick<McpServer, 'state' | 'problem' | 'leftOut' | 'dueAt' | 'readAt'>>,
  ): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.mcpServer.updateMany({ where: { id, organizationId }, data });
  }
}
