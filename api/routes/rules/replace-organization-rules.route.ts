/** PUT /v1/rules/org: the organization's whole list, against the revision that the editor saw. */
import { organizationRules, replaceRulesBody } from '../../../domain/contracts/rules.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { Rule } from '../../../store/generated/client.ts';
import { saysTheSame } from '../../../domain/rules/rule.ts';
import type { RuleInput } from '../../../store/rules.store.ts';
import { defineRoute } from '../../route.ts';
import { rulesOrRefuse } from './organization-rules-input.ts';
import { answerOrganizationRules, etagOf } from './rule.presenter.ts';

export const replaceOrganizationRules = defineRoute({
  method: 'put',
  path: '/v1/rules/org',
  summary: "Replace the organization's rules",
  description:
    'Takes the whole list, in order. A rule whose key is known and whose text or enforcement changed becomes its next ' +
    'version; one that is not in the list is removed. Runs that have begun keep the rules they began with. ' +
    'Needs `If-Match` with the ETag that was read: 428 without, 412 when somebody else was faster.',
  permission: 'rules:write',
  body: replaceRulesBody,
  requestHeaders: { 'If-Match': 'ETag of the rules as they were read' },
  status: 200,
  response: organizationRules,

  async handle({ body, headers, actor, transact }) {
    return transact(async (store) => {
      const before = await store.rules.ofOrganization();
      refuseUnlessMatching(headers['if-match'], before.revision);
      const platform = await store.rules.platform();
      const rules = rulesOrRefuse(
        body.rules,
        platform.map((rule) => rule.key),
      );
      if (isSameList(before.rules, rules)) {
        return answerOrganizationRules(before.revision, [...platform, ...before.rules]);
      }
      const after = await store.rules.replace(before.revision, rules);
      // Somebody saved between our reading and our writing.
      if (after === undefined) throw changedMeanwhile();
      await store.audit.record({
        actor: actor.label,
        action: 'rules.updated',
        subject: { kind: 'organization', id: toPublicId('organization', actor.organizationId) },
        before: before.rules.map(toAudit),
        after: after.rules.map(toAudit),
      });
      return answerOrganizationRules(after.revision, [...platform, ...after.rules]);
    });
  },
});

function refuseUnlessMatching(ifMatch: string | undefined, revision: number): void {
  if (ifMatch === undefined) {
    throw new AppError(
      'precondition_required',
      'Read the rules and send their ETag as If-Match, so that no edit of others is lost.',
    );
  }
  const given = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!given.includes('*') && !given.includes(etagOf(revision))) throw changedMeanwhile();
}

function changedMeanwhile(): AppError {
  return new AppError(
    'precondition_failed',
    'The rules were changed since you read them. Read them again and repeat your edit.',
  );
}

function isSameList(before: readonly Rule[], after: readonly RuleInput[]): boolean {
  return (
    before.length === after.length &&
    after.every((rule, i) => {
      const old = before[i];
      return old?.key === rule.key && saysTheSame(old, rule);
    })
  );
}

function toAudit({ key, version, text, enforcement }: Rule) {
  return { key, version, text, enforcement };
}
