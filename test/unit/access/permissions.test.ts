import assert from 'node:assert/strict';
import {
  effectivePermissions,
  lowerRole,
  PERMISSIONS,
  permissionsOf,
  ROLES,
} from '../../../domain/access/permissions.ts';

/** Written down a second time on purpose: whoever changes who may do what says so here, too. */
const TABLE = `
                     owner  admin  approver  member  viewer
organization:read    yes    yes    yes       yes     yes
organization:write   yes    yes    no        no      no
members:read         yes    yes    yes       yes     yes
members:write        yes    yes    no        no      no
keys:write           yes    yes    no        no      no
agents:read          yes    yes    yes       yes     yes
agents:write         yes    yes    no        no      no
grants:write         yes    no     no        no      no
rules:read           yes    yes    yes       yes     yes
rules:write          yes    yes    no        no      no
skills:read          yes    yes    yes       yes     yes
skills:write         yes    yes    no        no      no
runs:read            yes    yes    yes       yes     yes
runs:write           yes    yes    yes       yes     no
approvals:read       yes    yes    yes       yes     yes
approvals:decide     yes    yes    yes       no      no
budgets:read         yes    yes    yes       yes     yes
budgets:write        yes    yes    no        no      no
audit:read           yes    yes    no        no      no
credentials:write    yes    yes    no        no      no
mcp:write            yes    yes    no        no      no
simulator:write      yes    yes    no        no      no
`;
const [head = [], ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

describe('who may do what', () => {
  it('has a row for every permission and a column for every role', () => {
    assert.deepEqual(head, [...ROLES]);
    assert.deepEqual(rows.map(([permission]) => permission).sort(), [...PERMISSIONS].sort());
  });

  for (const [permission = '', ...cells] of rows) {
    for (const [index, cell] of cells.entries()) {
      const role = ROLES[index];
      it(`${permission} is ${cell === 'yes' ? 'given to' : 'kept from'} the role ${String(role)}`, () => {
        assert.ok(role);
        const has = permissionsOf(role).some((item) => item === permission);
        assert.equal(has, cell === 'yes');
        const ofKey = effectivePermissions(role, [permission]);
        assert.deepEqual(ofKey, cell === 'yes' ? [permission] : []);
      });
    }
  }

  it('gives a key nothing but its scopes', () => {
    assert.deepEqual(effectivePermissions('owner', []), []);
    assert.deepEqual(effectivePermissions('viewer', ['runs:read', 'agents:write', 'nonsense']), [
      'runs:read',
    ]);
  });

  it('takes the lesser of two roles, whichever comes first', () => {
    for (const [i, higher] of ROLES.entries()) {
      for (const lower of ROLES.slice(i)) {
        assert.equal(lowerRole(higher, lower), lower);
        assert.equal(lowerRole(lower, higher), lower);
      }
    }
  });
});
