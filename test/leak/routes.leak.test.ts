/** No organization sees or changes what is another's, whichever of the two layers that keep them apart is gone. */
import assert from 'node:assert/strict';
import { ROUTES } from '../../api/routes/index.ts';
import { toPublicId } from '../../domain/ids.ts';
import { createTenant, type Tenant } from '../support/tenant.ts';
import { Visitor } from '../support/visitor.ts';
import { attack, fingerprint, idsOf, loggedIn, withKey } from './attack.ts';
import { type OpenedWorld, OPEN_WORLD, openWorld, SAFE_WORLDS } from './worlds.ts';

for (const world of SAFE_WORLDS) {
  describe(`between two organizations, ${world.name}`, function () {
    this.timeout(120_000);
    let opened: OpenedWorld;
    let victim: Tenant;
    let attacker: Tenant;
    let untouched: Record<string, string>;

    before(async () => {
      opened = await openWorld(world);
      victim = await createTenant(opened.api.testDatabase);
      attacker = await createTenant(opened.api.testDatabase);
      untouched = await fingerprint(opened.api, victim.organizationId);
    });
    after(() => opened.close());

    for (const role of ['owner', 'viewer'] as const) {
      it(`no route shows or changes anything of the other to its ${role}`, async () => {
        const key = await opened.api.createKey(attacker.organizationId, { role });
        assert.deepEqual(await attack(opened.api, victim, withKey(key)), []);
        assert.deepEqual(await fingerprint(opened.api, victim.organizationId), untouched);
      });
    }

    it('no route shows or changes anything of the other to a person who is logged in, or claims to belong there', async () => {
      const { api } = opened;
      const visitor = new Visitor(api);
      await visitor.signUp();
      const claimed = toPublicId('organization', victim.organizationId);
      assert.deepEqual(await attack(api, victim, loggedIn(api, visitor)), []);
      assert.deepEqual(await attack(api, victim, loggedIn(api, visitor, claimed)), []);
      assert.equal((await visitor.send('GET', '/v1/me')).status, 200, 'still logged in');
      assert.deepEqual(await fingerprint(api, victim.organizationId), untouched);
    });

    it('no route shows anything to a stranger', async () => {
      assert.deepEqual(await attack(opened.api, victim, {}), []);
      assert.deepEqual(await fingerprint(opened.api, victim.organizationId), untouched);
    });

    if (!world.codeFilters) {
      it('has really lost its filters', () => assert.ok(opened.mutated() > ROUTES.length));
    }
  });
}

describe('between two organizations, with neither layer', function () {
  this.timeout(120_000);

  it('the same questions find leaks, so the suite can see one', async () => {
    const { api, close } = await openWorld(OPEN_WORLD);
    try {
      const victim = await createTenant(api.testDatabase);
      const attacker = await createTenant(api.testDatabase);
      const key = await api.createKey(attacker.organizationId);
      const findings = await attack(api, victim, withKey(key));
      assert.ok(findings.length >= 10, JSON.stringify(findings));
      assert.ok(findings.some(({ what }) => what.includes(victim.canary)));
    } finally {
      await close();
    }
  });
});

describe('every organization', () => {
  it('sees its own rows by the same questions', async () => {
    const { api, close } = await openWorld({ name: 'own', codeFilters: true, rowSecurity: true });
    try {
      const own = await createTenant(api.testDatabase);
      const ids = idsOf(own);
      for (const path of [
        `/v1/agents/${ids.agent}`,
        `/v1/runs/${ids.run}/log`,
        `/v1/approvals/${ids.approval}`,
        '/v1/audit',
      ]) {
        const answer = await api.get(path, own.key);
        assert.equal(answer.status, 200, path);
        assert.ok(answer.text.includes(own.canary), path);
      }
    } finally {
      await close();
    }
  });
});
