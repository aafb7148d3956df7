/** Approvals as the inbox shows them: with the names of the agents that ask. */
import type { ApprovalStatus } from '../domain/approval/approval-status.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

export interface ApprovalDetail {
  readonly approval: Approval;
  readonly agentName: string;
}

export interface ApprovalFilter {
  readonly status?: ApprovalStatus | undefined;
  readonly agentId?: string | undefined;
  readonly runId?: string | undefined;
}

export class ApprovalQueries {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async detail(id: string): Promise<ApprovalDetail | undefined> {
    const { tx, organizationId } = this.#scope;
    const row = await tx.approval.findFirst({ where: { id, organizationId } });
    if (row === null) return undefined;
    const [detail] = await this.withNames([row]);
    return detail;
  }

  async list(filter: ApprovalFilter, page: PageRequest): Promise<Page<ApprovalDetail>> {
    const { tx, organizationId } = this.#scope;
    const { status, agentId, runId } = filter;
    const { after, limit } = page;
    const rows = await tx.approval.findMany({
      where: {
        organizationId,
        ...(status === undefined ? {} : { status }),
        ...(agentId === undefined ? {} : { agentId }),
        ...(runId === undefined ? {} : { runId }),
        ...(after === undefined
          ? {}
          : {
              createdAt: { lte: after.at },
              OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }],
            }),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const found = toPage(rows, limit);
    return { rows: await this.withNames(found.rows), hasMore: found.hasMore };
  }

  async withNames(approvals: readonly Approval[]): Promise<ApprovalDetail[]> {
    const { tx, organizationId } = this.#scope;
    if (approvals.length === 0) return [];
    const agents = await tx.agent.findMany({
      where: { organizationId, id: { in: [...new Set(approvals.map((approval) => approval.agentId))] } },
      select: { id: true, name: true },
    });
    const names = new Map(agents.map((agent) => [agent.id, agent.name]));
    return approvals.map((approval) => ({ approval, agentName: names.get(approval.agentId) ?? '' }));
  }
}
