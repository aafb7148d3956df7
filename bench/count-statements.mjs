/**
 * Preloaded into a worker under measurement: counts the statements it sends and keeps the count in a file.
 * Plain JavaScript, because the SDK's workflow threads inherit the preload without its TypeScript loader.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import pg from 'pg';

const file = process.env.BENCH_STATEMENTS_FILE;
if (file !== undefined && isMainThread) {
  let count = 0;
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function counted(...args) {
    count += 1;
    return query.apply(this, args);
  };
  // Whole or not at all: a reader must not meet an empty file.
  let kept;
  const keep = () => {
    if (count === kept) return;
    kept = count;
    writeFileSync(`${file}.new`, String(count));
    renameSync(`${file}.new`, file);
  };
  keep();
  setInterval(keep, 100).unref();
}
