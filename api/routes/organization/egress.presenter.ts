import { createHash } from 'node:crypto';
import type { Organization } from '../../../store/generated/client.ts';

/** Of the list alone: an edit of the organization's name is no edit of it. */
export function egressEtag({ egressHosts }: Organization): string {
  const hash = createHash('sha256').update(JSON.stringify(egressHosts)).digest('base64url');
  return `"${hash.slice(0, 22)}"`;
}

export function answerEgress(organization: Organization) {
  return { body: { hosts: organization.egressHosts }, headers: { ETag: egressEtag(organization) } };
}
