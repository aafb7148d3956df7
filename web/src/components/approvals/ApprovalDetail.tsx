/** One request for approval: who asks for what and why, and the decision. */
import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { approvalQuery, toolsQuery } from '../../api/queries.ts';
import type { ApprovalView } from '../../api/types.ts';
import { DecisionForm } from '../../forms/DecisionForm.tsx';
import { paths } from '../../paths.ts';
import { elapsed } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useNow } from '../../ui/use-now.ts';
import { RiskBadge } from '../AgentSections.tsx';
import { type Fact, Facts } from '../Facts.tsx';
import { ApprovalMark } from '../marks.tsx';
import { QueryView } from '../QueryView.tsx';
import { useActorName } from '../use-actor-name.ts';
import { TaintMark } from './ApprovalList.tsx';
import { OutsideText } from './OutsideText.tsx';

export function ApprovalDetail({ approvalId }: { readonly approvalId: string }) {
  const query = useQuery({ ...approvalQuery(approvalId), refetchInterval: 5000 });
  return (
    <QueryView query={query} what="The approval">
      {(approval) => <Detail approval={approval} />}
    </QueryView>
  );
}

function Detail({ approval }: { readonly approval: ApprovalView }) {
  const tools = useQuery(toolsQuery);
  const tool = tools.data?.find(({ name }) => name === approval.toolName);
  return (
    <article className="panel pad" aria-label={`Approval of ${approval.toolName}`}>
      <Stack gap="md">
        <div>
          <Group gap="sm">
            <Title order={2} className="mono approval-title">
              {approval.toolName}
            </Title>
            <ApprovalMark status={approval.status} />
            <RiskBadge risk={approval.risk} />
            {approval.taint ? <TaintMark /> : null}
          </Group>
          {tool === undefined ? null : (
            <Text c="dimmed" mt={4}>
              {tool.description}
            </Text>
          )}
        </div>
        <Facts facts={factsOf(approval)} none="" />
        {approval.status === 'pending' ? <Deadline approval={approval} /> : null}
        <DecisionForm key={approval.id} approval={approval} tool={tool}>
          {approval.taint ? <OutsideText runId={approval.runId} /> : null}
        </DecisionForm>
      </Stack>
    </article>
  );
}

function factsOf(approval: ApprovalView): Fact[] {
  return [
    [
      'Asked by',
      <Anchor key="agent" component={Link} to={paths.run(approval.agentId, approval.runId)} size="sm">
        {approval.agentName}, in this run
      </Anchor>,
    ],
    ['Why it asks', approval.reason],
    ['Decided by', approval.decidedAt === null ? '' : <Decision key="decision" approval={approval} />],
    ['Reason given', approval.decisionReason ?? ''],
  ];
}

function Decision({ approval }: { readonly approval: ApprovalView }) {
  const { decidedBy, decidedVia, decidedAt } = approval;
  const nameOf = useActorName();
  return (
    <>
      {decidedBy === null ? 'nobody' : nameOf(decidedBy)} via {decidedVia ?? 'system'},{' '}
      <TimeText iso={decidedAt ?? approval.createdAt} />
    </>
  );
}

function Deadline({ approval }: { readonly approval: ApprovalView }) {
  const now = useNow(true);
  const waited = elapsed(now - Date.parse(approval.createdAt));
  const left = Date.parse(approval.expiresAt) - now;
  return (
    <Text size="sm" className="num">
      Waiting for {waited}. {left > 0 ? `Counts as rejected in ${elapsed(left)}` : 'The deadline has passed'}{' '}
      (
      <TimeText iso={approval.expiresAt} />
      ).
    </Text>
  );
}
