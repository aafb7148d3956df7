/** Every tool, called by an agent of one organization with the ids and words of another. */
import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { ActivityDeps } from '../../activities/deps.ts';
import { RunSession } from '../../activities/runs/run-session.ts';
import { createToolContext } from '../../activities/tools/tool-context.ts';
import { toPublicId } from '../../domain/ids.ts';
import type { Tool } from '../../tools/define-tool.ts';
import { TOOLS } from '../../tools/registry.ts';
import type { TestApi } from '../support/api-server.ts';
import { createTenant, type Tenant } from '../support/tenant.ts';
import { fingerprint, idsOf } from './attack.ts';
import { argumentsFor } from './tool-arguments.ts';
import { type OpenedWorld, openWorld, SAFE_WORLDS } from './worlds.ts';

for (const world of SAFE_WORLDS) {
  describe(`the tools of an agent, ${world.name}`, function () {
    this.timeout(60_000);
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

    for (const tool of TOOLS) {
      it(`${tool.name} neither shows nor changes anything of another organization`, async () => {
        const answers = await callWith(opened.api, tool, attacker, victim);
        assert.ok(answers.length > 0);
        for (const { args, answer } of answers) {
          for (const secret of [victim.canary, ...Object.values(idsOf(victim))]) {
            if (args.includes(secret)) continue;
            assert.ok(!answer.includes(secret), `${args} → ${answer.slice(0, 500)}`);
          }
        }
        assert.deepEqual(await fingerprint(opened.api, victim.organizationId), untouched);
      });
    }
  });
}

/** Calls with arguments made from the tool's own schema; what it refuses is an answer, too. */
async function callWith(api: TestApi, tool: Tool, caller: Tenant, target: Tenant) {
  const deps = { database: api.database, now: () => new Date(), log: pino({ level: 'silent' }) };
  const session = new RunSession(deps as unknown as ActivityDeps, {
    organizationId: toPublicId('organization', caller.organizationId),
    runId: toPublicId('run', caller.runId),
  });
  const organization = { name: caller.canary, timeZone: 'Europe/Berlin' };
  const answers: { args: string; answer: string }[] = [];
  for (const [i, args] of argumentsFor(tool, target).entries()) {
    const call = { turn: 2, callIndex: i };
    const ctx = createToolContext(session, { organization }, call, new AbortController().signal);
    const answer = await tool.execute(tool.input.parse(args) as never, ctx).then(
      (result) => JSON.stringify(result),
      (error: unknown) => (error as Error).message,
    );
    answers.push({ args: JSON.stringify(args), answer });
  }
  return answers;
}
