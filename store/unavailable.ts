/** Tells what the database refuses for reasons that another try can get past from "the statement is wrong". */
import { Prisma } from './prisma.ts';

/** Prisma: cannot reach or was dropped by the server, pool or transaction did not get its turn in time. */
const PRISMA_CODES = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
]);
/**
 * PostgreSQL: too many connections, shutting down or starting, cancelled by timeout, deadlock, lost connection; and a
 * password that it does not take any more, which whoever changed it is about to set here, too.
 */
const SQL_STATES = /^(08\w{3}|53\w{3}|57P0[1-5]|57014|40001|40P01|25P03|28P01)$/;
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'ENOENT',
]);
/** What pg itself throws carries no code. */
const MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|connection ended|Can't reach database server|Server has closed the connection|not queryable|Query read timeout|Unable to start a transaction in the given time|Transaction (already closed|not found)|DatabaseNotReachable|SocketTimeout|ConnectionClosed|Cannot use a pool after calling end/i;

/** A request to the database that took longer than anybody should wait. */
export class DatabaseTimeout extends Error {
  override readonly name = 'DatabaseTimeout';
}

/**
 * Gives up waiting for the database. A server that is frozen (not down) holds a statement for ever; its answer, if
 * it still comes, is dropped, as when the connection breaks after a commit: a repeat needs an Idempotency-Key.
 */
export async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DatabaseTimeout(`no answer within ${String(deadlineMs)} ms`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function isDatabaseUnavailable(error: unknown): boolean {
  return causes(error).some(
    (item) =>
      item instanceof DatabaseTimeout ||
      item instanceof Prisma.PrismaClientInitializationError ||
      hasTellingCode(item) ||
      isTellingMessage(item),
  );
}

/** What a row was to refer to is gone: it was deleted after it had been looked up. */
export function isReferenceGone(error: unknown): boolean {
  return causes(error).some((item) => {
    const { code, originalCode } = item as Record<string, unknown>;
    return [code, originalCode].some((value) => value === 'P2003' || value === '23503');
  });
}

/** The error, its causes and what the driver adapter wrapped, outermost first. */
function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  const open = [error];
  while (open.length > 0 && found.length < 20) {
    const item = open.shift();
    if (typeof item !== 'object' || item === null || found.includes(item)) continue;
    found.push(item);
    const { cause, meta, driverAdapterError, errors } = item as Record<string, unknown>;
    open.push(cause, meta, driverAdapterError, ...(Array.isArray(errors) ? (errors as unknown[]) : []));
  }
  return found;
}

function hasTellingCode(item: unknown): boolean {
  const { code, originalCode } = item as Record<string, unknown>;
  return [code, originalCode].some(
    (value) =>
      typeof value === 'string' &&
      (PRISMA_CODES.has(value) || SQL_STATES.test(value) || SOCKET_CODES.has(value)),
  );
}

function isTellingMessage(item: unknown): boolean {
  const { message, kind } = item as Record<string, unknown>;
  return [message, kind].some((value) => typeof value === 'string' && MESSAGES.test(value));
}
