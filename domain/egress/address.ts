/**
 * Which addresses of the network an agent may be sent to. Everything that is not plainly public is refused: the
 * registries of special addresses (IANA), translation and tunnel prefixes that hide an IPv4 address in an IPv6 one,
 * and the addresses under which clouds hand out credentials.
 */
import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;
type Range = readonly [prefix: string, what: string];

const IPV4: readonly Range[] = [
  ['0.0.0.0/8', 'the unspecified network'],
  ['10.0.0.0/8', 'a private network'],
  ['100.64.0.0/10', 'a carrier-grade NAT network'],
  ['127.0.0.0/8', 'the loopback of this machine'],
  ['169.254.0.0/16', 'link-local, where clouds keep their metadata service'],
  ['172.16.0.0/12', 'a private network'],
  ['192.0.0.0/24', 'reserved for protocols'],
  ['192.0.2.0/24', 'reserved for documentation'],
  ['192.88.99.0/24', 'reserved for 6to4 relays'],
  ['192.168.0.0/16', 'a private network'],
  ['198.18.0.0/15', 'reserved for benchmarks'],
  ['198.51.100.0/24', 'reserved for documentation'],
  ['203.0.113.0/24', 'reserved for documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved or broadcast'],
  // In public space, but reachable from within that cloud alone.
  ['168.63.129.16/32', 'the metadata service of a cloud'],
];

/** Inside of what is handed out for the public (2000::/3). */
const IPV6_WITHIN_PUBLIC: readonly Range[] = [
  ['2001::/32', 'a Teredo tunnel'],
  ['2001:2::/48', 'reserved for benchmarks'],
  ['2001:db8::/32', 'reserved for documentation'],
  ['2001::/23', 'reserved for protocols'],
  ['2002::/16', 'a 6to4 tunnel'],
  ['3fff::/20', 'reserved for documentation'],
];

/** Outside of it everything is refused; these have a name of their own. */
const IPV6_ELSEWHERE: readonly Range[] = [
  ['::/128', 'the unspecified address'],
  ['::1/128', 'the loopback of this machine'],
  ['::ffff:0:0/96', 'an IPv4 address in IPv6 clothes'],
  ['::/96', 'an IPv4 address in IPv6 clothes'],
  ['64:ff9b::/96', 'a translation to IPv4 (NAT64)'],
  ['64:ff9b:1::/48', 'a local translation to IPv4 (NAT64)'],
  ['fc00::/7', 'a private network'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
];
const PUBLIC_IPV6 = '2000::/3';

/**
 * What speaks against a connection to an address, as dotted quad or as IPv6 text; undefined when nothing does. The
 * operator may have permitted ranges, which are then as good as public ones.
 */
export function addressProblem(address: string, permitted: readonly string[] = []): string | undefined {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(plain)) return `${address} is not an address`;
  const parsed = ipaddr.parse(plain);
  if (permitted.some((range) => isWithin(parsed, range))) return undefined;
  const what = parsed.kind() === 'ipv4' ? nameOf(parsed, IPV4) : ipv6Problem(parsed);
  return what === undefined ? undefined : `${plain} is ${what}`;
}

function ipv6Problem(address: Address): string | undefined {
  if (isWithin(address, PUBLIC_IPV6)) return nameOf(address, IPV6_WITHIN_PUBLIC);
  return nameOf(address, IPV6_ELSEWHERE) ?? 'not a public address';
}

function nameOf(address: Address, ranges: readonly Range[]): string | undefined {
  return ranges.find(([range]) => isWithin(address, range))?.[1];
}

function isWithin(address: Address, range: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range);
  return network.kind() === address.kind() && address.match(network, bits);
}

/** Whether the host of a URL is an address and no name. URLs write IPv6 in brackets. */
export function isAddress(host: string): boolean {
  return host.startsWith('[') || ipaddr.IPv4.isValidFourPartDecimal(host);
}
