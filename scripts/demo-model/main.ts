import { startDemoModel } from './server.ts';

const PARENT_CHECK_MS = 500;
const { env } = process;

/** Runs the server as a program of its own until it is told to stop. */
async function main(): Promise<void> {
  const running = await startDemoModel({
    host: env.DEMO_MODEL_HOST ?? '127.0.0.1',
    port: wholeNumber('DEMO_MODEL_PORT', 4010),
    apiKey: env.DEMO_MODEL_API_KEY === '' ? undefined : env.DEMO_MODEL_API_KEY,
    chunkDelayMs: wholeNumber('DEMO_MODEL_CHUNK_DELAY_MS', 0),
  });
  process.stdout.write(`demo model listening on ${running.url} (models: demo, demo-random, script-…)\n`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void running.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (env.DEMO_MODEL_EXIT_WITH_PARENT === '1') watchParent(stop);
}

/** A killed parent cannot say goodbye; a new parent process id is how the child notices. */
function watchParent(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_CHECK_MS);
}

function wholeNumber(name: string, fallback: number): number {
  const text = env[name] ?? '';
  if (text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new Error(`${name} must be a whole number from 0 to 65535, not "${text}".`);
  }
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(
    `demo model could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
