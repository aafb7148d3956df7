/** Whether a URL may be asked at all: its scheme, its host, its port. The address behind the name is checked later. */
import { addressProblem, isAddress } from './address.ts';
import { coversUrl, type HostEntry } from './hosts.ts';

export interface EgressRules {
  /** What the organization lets its agents reach; empty: nothing. */
  readonly hosts: readonly HostEntry[];
  /** Ranges of addresses that are not public and that the operator permits all the same. */
  readonly permittedRanges: readonly string[];
}

export type Target =
  | { readonly ok: true; readonly url: URL }
  | {
      readonly ok: false;
      readonly code: 'url_invalid' | 'host_not_allowed' | 'address_forbidden';
      readonly message: string;
    };

const LONGEST_URL = 4_000;

/** Names under which clouds and clusters hand out credentials. Never permitted. */
const METADATA_NAMES = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.com',
  'metadata.azure.internal',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.tencentyun.com',
  'instance-data',
  'instance-data.ec2.internal',
  'kubernetes.default.svc',
];
/** Names that mean something near. Where the operator permits ranges, their addresses decide. */
const NEAR_ENDINGS = [
  'localhost',
  'local',
  'internal',
  'localdomain',
  'home.arpa',
  'lan',
  'intranet',
  'corp',
];

export function checkTarget(text: string, { hosts, permittedRanges }: EgressRules): Target {
  const url = readUrl(text);
  if (typeof url === 'string') return { ok: false, code: 'url_invalid', message: url };
  const problem = hostProblem(url.hostname.replace(/\.$/, ''), permittedRanges);
  if (problem !== undefined) return { ok: false, code: 'address_forbidden', message: problem };
  if (coversUrl(hosts, url)) return { ok: true, url };
  const message =
    hosts.length === 0
      ? `this organization lets its agents reach no host yet: an owner or admin adds ${url.host} under Settings, Outside world`
      : `${url.host} is not among the hosts that this organization lets its agents reach; an owner or admin adds it under Settings, Outside world`;
  return { ok: false, code: 'host_not_allowed', message };
}

function readUrl(text: string): URL | string {
  if (text.length > LONGEST_URL) return `the URL is longer than ${LONGEST_URL} characters`;
  if (!URL.canParse(text))
    return 'the URL cannot be read; write it whole, such as https://api.example.com/v1/things';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'the URL must start with http:// or https://';
  if (url.username !== '' || url.password !== '') {
    return 'the URL must not have a user name or password in it; name one of the credentials instead';
  }
  url.hash = '';
  return url;
}

function hostProblem(host: string, permittedRanges: readonly string[]): string | undefined {
  if (isAddress(host)) return addressProblem(host, permittedRanges);
  if (METADATA_NAMES.includes(host)) return `${host} is the metadata service of a cloud`;
  if (permittedRanges.length > 0) return undefined;
  const isNear = !host.includes('.') || NEAR_ENDINGS.some((end) => host === end || host.endsWith(`.${end}`));
  return isNear ? `${host} is a name of the local network` : undefined;
}

/** Whether what is sent there cannot be read on the way: by TLS, or because the way is one that the operator permits. */
export function mayCarrySecret({ protocol, hostname }: URL, permittedRanges: readonly string[]): boolean {
  if (protocol === 'https:') return true;
  return (
    isAddress(hostname) &&
    addressProblem(hostname) !== undefined &&
    addressProblem(hostname, permittedRanges) === undefined
  );
}
