/**
 * Preloaded into a program under measurement: counts the statements it sends and says how many when it is asked to.
 * Plain JavaScript, because the SDK's workflow threads inherit the preload without its TypeScript loader.
 */
import { isMainThread } from 'node:worker_threads';
import pg from 'pg';

if (isMainThread) {
  let count = 0;
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function counted(...args) {
    count += 1;
    return query.apply(this, args);
  };
  process.on('SIGUSR2', () => process.stdout.write(`statements sent: ${count}\n`));
}
