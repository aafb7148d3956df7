/** Rules: the platform's, which nobody here can change, and the organization's own list. */
import { saysTheSame } from '../domain/rules/rule.ts';
import { columnsOf } from './columns.ts';
import type { Scope } from './database.ts';
import type { Rule } from './generated/client.ts';
import { newId } from './new-id.ts';
import { json, Prisma } from './prisma.ts';

/** A rule of the organization as it is to be; its place in the list is its position. */
export interface RuleInput {
  readonly key: string;
  readonly text: string;
  readonly enforcement: unknown;
}

export interface RuleList {
  readonly revision: number;
  readonly rules: readonly Rule[];
}

export class RuleStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** All that hold for the organization's agents: the platform's, then its own, each in their order. */
  async inForce(): Promise<Rule[]> {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<Rule[]>`
      SELECT ${RULE_COLUMNS} FROM rule r
      WHERE r.organization_id IS NULL OR r.organization_id = ${organizationId}::uuid
      ORDER BY r.tier DESC, r.position`;
  }

  async platform(): Promise<Rule[]> {
    return this.#scope.tx.rule.findMany({ where: { organizationId: null }, orderBy: { position: 'asc' } });
  }

  async ofOrganization(): Promise<RuleList> {
    const { tx, organizationId } = this.#scope;
    const { rulesRevision } = await tx.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { rulesRevision: true },
    });
    const rules = await tx.rule.findMany({ where: { organizationId }, orderBy: { position: 'asc' } });
    return { revision: rulesRevision, rules };
  }

  /**
   * Makes the organization's list this one; undefined when it is no longer the revision that was read. A rule that
   * says something new under its old key becomes its next version.
   */
  async replace(revision: number, rules: readonly RuleInput[]): Promise<RuleList | undefined> {
    const { tx, organizationId } = this.#scope;
    const { count } = await tx.organization.updateMany({
      where: { id: organizationId, rulesRevision: revision },
      data: { rulesRevision: revision + 1 },
    });
    if (count === 0) return undefined;
    const keys = rules.map((rule) => rule.key);
    await tx.rule.deleteMany({ where: { organizationId, key: { notIn: keys } } });
    const known = new Map((await this.ofOrganization()).rules.map((rule) => [rule.key, rule]));
    for (const [i, rule] of rules.entries()) await this.#put(rule, i + 1, known.get(rule.key));
    return this.ofOrganization();
  }

  async #put(rule: RuleInput, position: number, before: Rule | undefined): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const { key, text } = rule;
    const enforcement = rule.enforcement === null ? Prisma.DbNull : json(rule.enforcement);
    if (before === undefined) {
      const id = newId();
      await tx.rule.create({
        data: { id, organizationId, tier: 'organization', key, text, position, enforcement },
      });
    } else if (saysTheSame(before, rule)) {
      if (before.position !== position)
        await tx.rule.update({ where: { id: before.id }, data: { position } });
    } else {
      await tx.rule.update({
        where: { id: before.id },
        data: { text, position, enforcement, version: before.version + 1, updatedAt: new Date() },
      });
    }
  }
}

const RULE_COLUMNS = columnsOf(Prisma.RuleScalarFieldEnum, 'r');
