import { Button } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { skillChoicesQuery } from '../api/agent-queries.ts';
import { agentQuery, toolsQuery } from '../api/queries.ts';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { AgentForm } from '../forms/AgentForm.tsx';
import { TRY_IT } from '../paths.ts';

export function AgentEditPage() {
  const { agentId = '' } = useParams();
  // Not refreshed while somebody types: what is saved must be compared with what was read (ETag).
  const query = useQuery({ ...agentQuery(agentId), staleTime: Infinity, refetchOnMount: 'always' });
  const tools = useQuery(toolsQuery);
  // Without the skills everything else can still be edited.
  const skills = useQuery(skillChoicesQuery);
  const both = {
    data:
      query.data === undefined || tools.data === undefined
        ? undefined
        : { answer: query.data, tools: tools.data },
    error: query.error ?? tools.error,
    refetch: () => Promise.all([query.refetch(), tools.refetch()]),
  };
  return (
    <QueryView query={both} what="The agent" page>
      {(ready) => (
        <>
          <PageTitle
            title={`Edit ${ready.answer.data.name}`}
            actions={
              <Button
                component={Link}
                to={TRY_IT}
                className="jump-to-try"
                variant="default"
                leftSection={<IconFlask size={16} />}
              >
                Try it
              </Button>
            }
          />
          <AgentForm
            key={ready.answer.etag}
            agent={ready.answer.data}
            etag={ready.answer.etag ?? ''}
            tools={ready.tools}
            skills={skills.data ?? []}
          />
        </>
      )}
    </QueryView>
  );
}
