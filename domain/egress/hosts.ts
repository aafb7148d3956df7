/** The hosts that an organization lets its agents reach, and those that a credential is good for. */
import { isAddress } from './address.ts';

/** One entry as it is kept: `api.example.com`, `*.example.com` (what is below it) or `api.example.com:8443`. */
export type HostEntry = string;

const ENTRY = /^(\*\.)?(\[[0-9a-f:.]+\]|[^\s/:?#@[\]\\*%]+)(?::(\d{1,5}))?$/;
/** An entry without a port means these. */
const USUAL_PORTS: readonly number[] = [80, 443];

/** The entry in the form in which URLs have their hosts, or what is wrong with it. */
export function readHostEntry(
  text: string,
): { readonly ok: true; readonly entry: HostEntry } | { readonly ok: false; readonly problem: string } {
  const [, below, host = '', port] = ENTRY.exec(text.trim().toLowerCase()) ?? [];
  if (host === '') {
    return refused('must be a host such as api.example.com, *.example.com or api.example.com:8443');
  }
  const canonical = canonicalHost(host);
  if (canonical === undefined) return refused('is not a host name that could exist');
  if (below !== undefined && (isAddress(canonical) || !canonical.includes('.'))) {
    return refused('may have *. only before a name with a dot');
  }
  const end = portText(port);
  if (end === undefined) return refused('has a port that does not exist');
  return { ok: true, entry: `${below ?? ''}${canonical}${end}` };
}

/** A usual port goes without saying; undefined for one that does not exist. */
function portText(text: string | undefined): string | undefined {
  const port = Number(text ?? USUAL_PORTS[0]);
  if (port < 1 || port > 65_535) return undefined;
  return USUAL_PORTS.includes(port) ? '' : `:${String(port)}`;
}

function refused(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}

/** As a URL has it: lower case, without a dot at the end, other alphabets in Punycode, IPv4 as a dotted quad. */
function canonicalHost(host: string): string | undefined {
  const text = `https://${host}/`;
  if (!URL.canParse(text)) return undefined;
  const name = new URL(text).hostname.replace(/\.$/, '');
  return name === '' || name.length > 253 ? undefined : name;
}

/** Whether one of the entries covers the host and the port of a URL. */
export function coversUrl(entries: readonly HostEntry[], url: URL): boolean {
  const host = url.hostname.replace(/\.$/, '');
  const port = portOf(url);
  return entries.some((entry) => {
    const [, below, name = '', own] = ENTRY.exec(entry) ?? [];
    const isHost = below === undefined ? host === name : host.endsWith(`.${name}`);
    return isHost && (own === undefined ? USUAL_PORTS.includes(port) : Number(own) === port);
  });
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'http:' ? 80 : 443;
}
