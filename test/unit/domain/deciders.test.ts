/** Who may decide a request: by any policy, for anybody who could come along. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { permissionsOf, ROLES } from '../../../domain/access/permissions.ts';
import { approvalPolicySchema, DECIDING_ROLES, pinPolicy } from '../../../domain/approval/approval-policy.ts';
import { DECISIONS } from '../../../domain/approval/approval-status.ts';
import { type AskedOf, type Decider, obstacleTo, OPERATOR } from '../../../domain/approval/deciders.ts';
import { TOOL_RISKS } from '../../../domain/tools/tool-facts.ts';

const id = fc.constantFrom('ana', 'ben', 'cem');
const roles = fc.shuffledSubarray([...DECIDING_ROLES]);
const asked: fc.Arbitrary<AskedOf> = fc
  .record({
    policy: fc.record({
      roles,
      memberIds: fc.uniqueArray(id),
      fourEyes: fc.boolean(),
      escalateToRoles: roles,
    }),
    risk: fc.constantFrom(...TOOL_RISKS),
    isEscalated: fc.boolean(),
    requesterId: fc.option(id),
    firstApproverId: fc.option(id),
  })
  .map(({ policy, risk, isEscalated, requesterId, firstApproverId }) => {
    const { escalateToRoles, ...pinned } = pinPolicy(approvalPolicySchema.parse(policy), risk);
    return { ...pinned, risk, escalatedTo: isEscalated ? escalateToRoles : [], requesterId, firstApproverId };
  });
const decider: fc.Arbitrary<Decider> = fc.record({
  role: fc.constantFrom(...ROLES),
  personId: fc.option(id, { nil: undefined }),
  memberId: fc.option(id, { nil: undefined }),
  isAgentMade: fc.boolean(),
});
const decision = fc.constantFrom(...DECISIONS);

describe('who may decide an approval', () => {
  it('are those roles that have the permission', () => {
    assert.deepEqual(
      ROLES.filter((role) => permissionsOf(role).includes('approvals:decide')),
      [...DECIDING_ROLES],
    );
  });

  it('is an owner alone when the call is destructive, whatever the policy says', () => {
    fc.assert(
      fc.property(asked, decider, decision, (request, who, what) => {
        if (request.risk !== 'destructive' || who.role === 'owner') return;
        assert.notEqual(obstacleTo(what, request, who), undefined);
        assert.notEqual(obstacleTo(what, request, OPERATOR), undefined);
      }),
    );
  });

  it('is nobody whose role has not the permission, and no agent', () => {
    fc.assert(
      fc.property(asked, decider, decision, (request, who, what) => {
        const barred = who.isAgentMade === true || !permissionsOf(who.role).includes('approvals:decide');
        if (barred) assert.notEqual(obstacleTo(what, request, who), undefined);
      }),
    );
  });

  it('is whoever is asked by role or name, and nobody else', () => {
    fc.assert(
      fc.property(asked, decider, (request, who) => {
        if (request.risk === 'destructive' || who.isAgentMade === true) return;
        const named = who.memberId !== undefined && request.memberIds.includes(who.memberId);
        const isAsked =
          permissionsOf(who.role).includes('approvals:decide') &&
          (named || [...request.roles, ...request.escalatedTo].includes(who.role));
        assert.equal(obstacleTo('reject', request, who) === undefined, isAsked);
      }),
    );
  });

  it('takes two other people than the one who started the run, under four eyes', () => {
    fc.assert(
      fc.property(asked, decider, (request, who) => {
        if (!request.fourEyes || obstacleTo('approve', request, who) !== undefined) return;
        assert.notEqual(who.personId, undefined);
        assert.notEqual(who.personId, request.requesterId);
        assert.notEqual(who.personId, request.firstApproverId);
      }),
    );
  });

  it('is an operator only where everybody with the permission is asked, and one is enough', () => {
    fc.assert(
      fc.property(asked, decision, (request, what) => {
        const isOpen = DECIDING_ROLES.every((role) => request.roles.includes(role));
        const may = isOpen && !request.fourEyes && request.risk !== 'destructive';
        assert.equal(obstacleTo(what, request, OPERATOR) === undefined, may);
      }),
    );
  });

  it('asks everybody with the permission when the policy names nobody', () => {
    const policy = approvalPolicySchema.parse({});
    assert.deepEqual(pinPolicy(policy, 'send').roles, DECIDING_ROLES);
    assert.deepEqual(pinPolicy({ ...policy, memberIds: ['mem_x'] }, 'send').roles, []);
  });
});
