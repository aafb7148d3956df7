import type { OrganizationRules, RuleView } from '../../../domain/contracts/rules.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { resolveRules } from '../../../domain/rules/resolve-rules.ts';
import type { Rule } from '../../../store/generated/client.ts';

/** Rules as people see them: with what the engine enforces, and with what a higher one overrides. */
export function presentRules(rows: readonly Rule[]): RuleView[] {
  const resolved = resolveRules({ stored: rows, agentRules: [], agentVersion: 0 });
  return resolved.flatMap((rule) => {
    const row = rows.find((item) => item.tier === rule.tier && item.key === rule.key);
    if (row === undefined) return [];
    return [{ id: toPublicId('rule', row.id), ...rule, updatedAt: row.updatedAt.toISOString() }];
  });
}

/** The organization's list and its ETag; `rows` has the platform's rules too, which they are compared with. */
export function answerOrganizationRules(
  revision: number,
  rows: readonly Rule[],
): { body: OrganizationRules; headers: { readonly ETag: string } } {
  const data = presentRules(rows).filter((rule) => rule.tier === 'organization');
  return { body: { revision, data }, headers: { ETag: etagOf(revision) } };
}

export function etagOf(revision: number): string {
  return `"${String(revision)}"`;
}
