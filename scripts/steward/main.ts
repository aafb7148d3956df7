/** `steward`: Steward from a terminal, over the same HTTP API as everything else. */
import { run } from './program.ts';

// Whoever reads us may have read enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2));
