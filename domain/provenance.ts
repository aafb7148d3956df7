/** Who wrote a text that an agent reads. Whoever is not the organization may want something of the agent. */
export const PROVENANCES = ['organization', 'contact', 'web', 'mcp', 'agent'] as const;
export type Provenance = (typeof PROVENANCES)[number];

export type OutsideProvenance = Exclude<Provenance, 'organization'>;

/** In words for people and models, behind "written by". */
export const WRITERS: Readonly<Record<Provenance, string>> = {
  organization: 'the organization',
  contact: 'people outside the organization',
  web: 'a site on the web',
  mcp: 'a remote tool server',
  agent: 'another agent',
};

/** Text that nobody of the organization stands behind: it taints the run that reads it. */
export function isOutside(provenance: Provenance | null | undefined): provenance is OutsideProvenance {
  return (provenance ?? 'organization') !== 'organization';
}

export const OUTSIDE_PROVENANCES = PROVENANCES.filter(isOutside);
