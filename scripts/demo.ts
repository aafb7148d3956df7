/** `npm run demo`: a tour of a running stack that checks what it shows. Exits 1 with the reason where it is not so. */
import { connectionFrom } from './steward/connection.ts';
import { ApiClient } from './steward/api-client.ts';
import { askRules, decide, runDry } from './demo/acting.ts';
import type { House } from './demo/house.ts';
import { meetAgents, seeReadiness, seeWorkflow, verifyAudit } from './demo/looking.ts';
import { suggestReplies, writeReport } from './demo/reading.ts';
import { Tour } from './demo/tour.ts';

async function walk(tour: Tour): Promise<void> {
  const client = new ApiClient(connectionFrom(process.env));
  await seeReadiness(tour, client);
  const house: House = { client, tour, agents: await meetAgents(tour, client) };
  await suggestReplies(house);
  await writeReport(house);
  const run = await decide(house);
  await askRules(house);
  await runDry(house);
  await verifyAudit(house);
  await seeWorkflow(house, run);
}

try {
  await walk(new Tour());
  process.stdout.write('\nAll of it is as it was said.\n');
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`);
  process.exitCode = 1;
}
