import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import {
  platformKindsQuery,
  platformSkillChoicesQuery,
  platformToolsQuery,
  type SystemAgentView,
  systemAgentQuery,
  useSystemAgentOrder,
} from '../api/platform.ts';
import { ConfirmButton } from '../components/ConfirmButton.tsx';
import { AgentMark } from '../components/marks.tsx';
import { LEAVING } from '../components/UnsavedChanges.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { SystemAgentSchedules } from '../forms/SystemAgentSchedules.tsx';
import { NewSystemAgentForm, SystemAgentForm } from '../forms/SystemAgentForm.tsx';
import { paths } from '../paths.ts';

export function PlatformAgentPage() {
  const { agentId = '' } = useParams();
  const query = useQuery(systemAgentQuery(agentId));
  const tools = useQuery(platformToolsQuery);
  const skills = useQuery(platformSkillChoicesQuery);
  const all = allOf(query, tools, skills);
  return (
    <QueryView query={all} what="The system agent" page>
      {([{ data: agent, etag }, toolChoices, skillChoices]) => (
        <>
          <PageTitle
            title={agent.name}
            marks={<AgentMark status={agent.status} />}
            actions={agent.status === 'archived' ? undefined : <Archive agent={agent} />}
          />
          {agent.status === 'archived' ? (
            <Text mb="md">
              Archived: new organizations get no clone of it. Choose another status and save to bring it back.
            </Text>
          ) : null}
          <SystemAgentForm
            key={etag}
            agent={agent}
            etag={etag ?? ''}
            tools={toolChoices}
            skills={skillChoices}
          />
          <SystemAgentSchedules agent={agent} etag={etag ?? ''} />
        </>
      )}
    </QueryView>
  );
}

export function NewPlatformAgentPage() {
  const kinds = useQuery(platformKindsQuery);
  const tools = useQuery(platformToolsQuery);
  const skills = useQuery(platformSkillChoicesQuery);
  return (
    <QueryView query={allOf(kinds, tools, skills)} what="The form" page>
      {([kindChoices, toolChoices, skillChoices]) => (
        <>
          <PageTitle title="New system agent" />
          <NewSystemAgentForm kinds={kindChoices} tools={toolChoices} skills={skillChoices} />
        </>
      )}
    </QueryView>
  );
}

function Archive({ agent }: { readonly agent: SystemAgentView }) {
  const order = useSystemAgentOrder();
  const navigate = useNavigate();
  const archive = async () => {
    try {
      await order.mutateAsync({ method: 'DELETE', id: agent.id });
      notifications.show({ title: 'Archived', message: `New organizations get no clone of ${agent.name}.` });
      void navigate(paths.platformAgents(), { state: LEAVING });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'Nothing was changed', message, autoClose: false });
    }
  };
  return (
    <ConfirmButton
      label="Archive"
      question={`Archive “${agent.name}”? Organizations that are founded from now on get no clone of it. Clones that are there stay and go on working. You can bring it back.`}
      loading={order.isPending}
      onConfirm={() => void archive()}
    />
  );
}

interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

/** Three queries as one: there when all are. */
function allOf<A, B, C>(a: Loaded<A>, b: Loaded<B>, c: Loaded<C>) {
  const [one, two, three] = [a.data, b.data, c.data];
  return {
    data:
      one === undefined || two === undefined || three === undefined
        ? undefined
        : ([one, two, three] as const),
    error: a.error ?? b.error ?? c.error,
    refetch: () => Promise.all([a.refetch(), b.refetch(), c.refetch()]),
  };
}
