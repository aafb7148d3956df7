/** Approvals as the inbox shows them: with the names of the agents that ask. */
import type { Role } from '../domain/access/permissions.ts';
import type { ApprovalStatus } from '../domain/approval/approval-status.ts';
import { type OutsideRead, outsideReads } from './approval-sources.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import type { Prisma } from './prisma.ts';

export interface ApprovalDetail {
  readonly approval: Approval;
  readonly agentName: string;
}

/** Whose inbox it is. The same question as `obstacleTo` answers for one approval, asked of the rows. */
export interface InboxOwner {
  readonly role: Role;
  readonly personId: string | undefined;
  readonly memberId: string | undefined;
  readonly mayDecide: boolean;
}

export interface ApprovalFilter {
  readonly status?: ApprovalStatus | undefined;
  readonly agentId?: string | undefined;
  readonly runId?: string | undefined;
  readonly kind?: string | undefined;
  readonly risk?: string | undefined;
  readonly tainted?: boolean | undefined;
  /** Only what this one may decide. */
  readonly mine?: InboxOwner | undefined;
}

type Where = Prisma.ApprovalWhereInput;

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
    const { after, limit } = page;
    const below: Where =
      after === undefined
        ? {}
        : {
            createdAt: { lte: after.at },
            OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }],
          };
    const rows = await this.#scope.tx.approval.findMany({
      where: { AND: [await this.#where(filter), below] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const found = toPage(rows, limit);
    return { rows: await this.withNames(found.rows), hasMore: found.hasMore };
  }

  /** Where the text from outside came from that its run had read when it asked. */
  sources(approval: Approval, limit: number): Promise<OutsideRead[]> {
    return outsideReads(this.#scope, approval, limit);
  }

  async count(filter: ApprovalFilter): Promise<number> {
    return this.#scope.tx.approval.count({ where: await this.#where(filter) });
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

  async #where({ status, agentId, runId, kind, risk, tainted, mine }: ApprovalFilter): Promise<Where> {
    const { organizationId } = this.#scope;
    return {
      AND: [
        { organizationId },
        ...(status === undefined ? [] : [{ status }]),
        ...(agentId === undefined ? [] : [{ agentId }]),
        ...(runId === undefined ? [] : [{ runId }]),
        ...(kind === undefined ? [] : [{ agentId: { in: await this.#agentsOf(kind) } }]),
        ...(risk === undefined ? [] : [{ risk }]),
        ...(tainted === undefined ? [] : [{ taint: tainted }]),
        ...(mine === undefined ? [] : decidableBy(mine)),
      ],
    };
  }

  async #agentsOf(kind: string): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    const agents = await tx.agent.findMany({ where: { organizationId, kind }, select: { id: true } });
    return agents.map(({ id }) => id);
  }
}

/** As conditions that all hold. Under four eyes only what one can approve: everybody asked may reject, too. */
function decidableBy({ role, personId, memberId, mayDecide }: InboxOwner): Where[] {
  if (!mayDecide) return [{ id: { in: [] } }];
  const isAsked: Where[] = [
    { deciderRoles: { has: role } },
    { escalatedAt: { not: null }, escalateToRoles: { has: role } },
    ...(memberId === undefined ? [] : [{ deciderMemberIds: { has: memberId } }]),
  ];
  const isOther = (column: 'requesterPersonId' | 'firstApprovedPersonId'): Where => ({
    OR: [{ [column]: null }, { [column]: { not: personId ?? '' } }],
  });
  const isSecondPair: Where[] =
    personId === undefined
      ? [{ fourEyes: false }]
      : [
          {
            OR: [
              { fourEyes: false },
              { AND: [isOther('requesterPersonId'), isOther('firstApprovedPersonId')] },
            ],
          },
        ];
  return [
    role === 'owner'
      ? { OR: [{ risk: 'destructive' }, ...isAsked] }
      : { risk: { not: 'destructive' }, OR: isAsked },
    ...isSecondPair,
  ];
}
