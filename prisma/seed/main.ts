/** `npm run seed`: the demo organization, into the database that DATABASE_SYSTEM_URL names. */
import { loadConfig, required } from '../../config/env.ts';
import { runSeed } from './seed.ts';

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const systemUrl = required(loadConfig().secrets.database.system, 'DATABASE_SYSTEM_URL');
  const { demoApiKey, created } = await runSeed({ systemUrl, log: write });
  if (!created) write('The demo organization is there already; nothing was changed.');
  if (demoApiKey !== undefined) write(`Demo API key (shown only now): ${demoApiKey}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
