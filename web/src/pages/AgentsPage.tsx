import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRobot, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { agentsQuery, kindsQuery } from '../api/queries.ts';
import type { AgentView } from '../api/types.ts';
import { AgentCard } from '../components/AgentCard.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { OnboardingNotice } from '../components/OnboardingNotice.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { ImportAgent } from '../forms/ImportAgent.tsx';
import { NewAgentMenu } from '../forms/NewAgentMenu.tsx';
import { EmptyNotice, LoadingLines } from '../ui/Notices.tsx';
import { useListKeys } from '../ui/shortcuts.ts';

export function AgentsPage() {
  const [params, setParams] = useSearchParams();
  // Kept apart from the address, which follows too late for fast typing.
  const [text, setText] = useState(params.get('q') ?? '');
  const [q] = useDebouncedValue(text, 200);
  const query = useInfiniteQuery({ ...agentsQuery({ q }), placeholderData: keepPreviousData });
  const kinds = useQuery(kindsQuery);
  useListKeys();
  const titleOf = (agent: AgentView) => kinds.data?.find((kind) => kind.name === agent.kind)?.title;
  return (
    <>
      <PageTitle
        title="Agents"
        actions={
          <>
            <ImportAgent />
            <NewAgentMenu />
          </>
        }
      />
      <OnboardingNotice />
      <TextInput
        data-search
        aria-label="Search agents"
        placeholder="Search by name"
        leftSection={<IconSearch size={16} />}
        value={text}
        maw={320}
        mb="md"
        onChange={(event) => {
          const { value } = event.currentTarget;
          setText(value);
          setParams(value === '' ? {} : { q: value }, { replace: true });
        }}
      />
      <QueryView query={query} what="The agents" skeleton={<LoadingLines lines={3} height={140} />}>
        {({ pages }) => {
          const agents = pages.flatMap((page) => page.data);
          if (agents.length === 0) return <NoAgents searched={q} />;
          return (
            <>
              <div className="agent-grid">
                {agents.map((agent) => (
                  <AgentCard key={agent.id} agent={agent} kindTitle={titleOf(agent)} />
                ))}
              </div>
              <LoadMore shown={agents.length} one="agent" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function NoAgents({ searched }: { readonly searched: string }) {
  if (searched !== '') {
    return (
      <EmptyNotice icon={<IconSearch size={32} />} title={`No agent is called “${searched}”`}>
        Search looks at names only. Shorten the word, or clear the field to see all agents.
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice icon={<IconRobot size={32} />} title="No agents yet" action={<NewAgentMenu />}>
      An agent does one kind of work: it writes your morning briefing, suggests replies, or compiles a report.
      Choose a kind; the new agent starts as a draft that you can shape before it does anything.
    </EmptyNotice>
  );
}
