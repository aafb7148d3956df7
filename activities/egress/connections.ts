/**
 * Connections to hosts that organizations name. The address is looked up once, every address of the answer is checked,
 * and the connection is made to exactly what was checked: a second answer of the name server changes nothing.
 */
import { lookup as lookUp } from 'node:dns/promises';
import { isIPv6, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { addressProblem, isAddress } from '../../domain/egress/address.ts';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const resolveBySystem: Resolve = async (host) =>
  (await lookUp(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Refused before anything was sent. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ConnectionRules {
  readonly resolve: Resolve;
  readonly permittedRanges: readonly string[];
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;

export function createConnections(rules: ConnectionRules): Agent {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: checkedLookup(rules) });
  return new Agent({
    connect: (options, done) => {
      const { hostname } = options;
      // Nothing is looked up for an address: whatever led here, it is checked all the same.
      const problem =
        isAddress(hostname) || isIPv6(hostname) ? addressProblem(hostname, rules.permittedRanges) : undefined;
      if (problem === undefined) connect(options, done);
      else done(new EgressRefused('address_forbidden', problem), null);
    },
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
  });
}

/** As `dns.lookup` for `net.connect`, which connects to what it is answered and to nothing else. */
function checkedLookup({ resolve, permittedRanges }: ConnectionRules): LookupFunction {
  return (host, { all }, done) => {
    void resolve(host)
      .then((addresses) => checked(host, addresses, permittedRanges))
      .then(
        (found) => {
          const [first] = found;
          if (all === true) done(null, found);
          else done(null, first?.address ?? '', first?.family);
        },
        (error: unknown) => done(error as Error, ''),
      );
  };
}

function checked(host: string, addresses: readonly string[], permittedRanges: readonly string[]) {
  if (addresses.length === 0) throw new EgressRefused('host_unknown', `${host} has no address`);
  // One bad address is enough: which of them is used is decided by whoever is fastest.
  for (const address of addresses) {
    const problem = addressProblem(address, permittedRanges);
    if (problem !== undefined)
      throw new EgressRefused('address_forbidden', `${host} leads to where no agent may go: ${problem}`);
  }
  return addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
}
