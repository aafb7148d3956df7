import { outsideExcerpt, quotedAgent } from '../../../domain/approval/outside-excerpt.ts';
import type { ApprovalSource, ApprovalSources } from '../../../domain/contracts/approvals.ts';
import { isOutside } from '../../../domain/provenance.ts';
import type { Store } from '../../../store/database.ts';
import type { OutsideRead } from '../../../store/approval-sources.ts';

/** More than anybody reads in a minute; the rest is in the timeline. */
const MOST_SOURCES = 5;

type Approval = Parameters<Store['approvalQueries']['sources']>[0];

/** Where the text from outside came from, newest first. */
export async function sourcesOf(store: Store, approval: Approval): Promise<ApprovalSources> {
  const reads = await store.approvalQueries.sources(approval, MOST_SOURCES);
  const all = reads.flatMap(presentRead);
  const data = all.slice(0, MOST_SOURCES);
  const notAsked = (reads[0]?.total ?? 0) - reads.length;
  return { data, more: notAsked + all.length - data.length };
}

function presentRead(read: OutsideRead): ApprovalSource[] {
  const { entry, at } = read;
  if (entry.kind !== 'tool_call') return presentStart(read);
  const { toolName, turn, callIndex, output, provenance } = entry;
  if (!isOutside(provenance)) return [];
  return [
    {
      what: 'tool_result',
      name: toolName,
      writer: provenance,
      step: { turn, callIndex },
      excerpt: outsideExcerpt(output),
      at: at.toISOString(),
    },
  ];
}

/** What a run was given before its first turn, named by the engine in words. */
function presentStart({ entry, at, input, otherAgents }: OutsideRead): ApprovalSource[] {
  const given = entry.kind === 'system_event' ? entry.data?.['outsideText'] : undefined;
  const shared = { step: null, at: at.toISOString() };
  return (Array.isArray(given) ? given.map(String) : []).map((words): ApprovalSource => {
    const [, name] = /^what (.+) put out$/s.exec(words) ?? [];
    if (name === undefined)
      return { what: 'input', name: null, writer: 'contact', excerpt: outsideExcerpt(input), ...shared };
    const excerpt = quotedAgent(otherAgents ?? '', name);
    return { what: 'agent_output', name, writer: 'agent', excerpt, ...shared };
  });
}
