/** Loopback ports: which are free, and what to say about one that is not. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/**
 * From below those that kernels give to outgoing connections: one of these could be taken by any connection before whoever
 * asked for it listens there.
 */
const OWN = { from: 15_000, to: 32_000 };

/** A port that was free a moment ago, by chance. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(OWN.from, OWN.to);
    if (await isPortFree(port, host)) return port;
  }
  throw new PortTakenError(
    `${String(TRIES)} ports between ${String(OWN.from)} and ${String(OWN.to)} were tried, and all are taken.`,
  );
}

export interface PortWish {
  /** What listens there, for messages: `the API`. */
  readonly purpose: string;
  readonly port: number;
  /** The variable by which somebody asked for exactly this port; undefined: it is only a default. */
  readonly setBy: string | undefined;
  readonly host?: string;
  readonly log: (line: string) => void;
  /** Ports already promised to others. */
  readonly taken?: ReadonlySet<number>;
}

const TRIES = 50;

/** The wished port, or for a default the next free one. Throws {@link PortTakenError} for a port that was asked for. */
export async function pickPort(wish: PortWish): Promise<number> {
  const usable = async (port: number): Promise<boolean> =>
    wish.taken?.has(port) !== true && (await isPortFree(port, wish.host));
  if (await usable(wish.port)) return wish.port;
  if (wish.setBy !== undefined) {
    const port = String(wish.port);
    throw new PortTakenError(
      `Port ${port} for ${wish.purpose} (${wish.setBy}=${port}) is taken by another process. ` +
        `Stop that process or set ${wish.setBy} to a free port.`,
    );
  }
  for (let port = wish.port + 1; port <= Math.min(wish.port + TRIES, 65_535); port += 1) {
    if (!(await usable(port))) continue;
    wish.log(`port ${String(wish.port)} for ${wish.purpose} is taken; using ${String(port)}`);
    return port;
  }
  throw new PortTakenError(
    `No free port for ${wish.purpose} from ${String(wish.port)} to ${String(wish.port + TRIES)}.`,
  );
}
