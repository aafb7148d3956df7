/** One request for approval: who asks for what and why, and the decision. */
import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { approvalQuery, approvalSourcesQuery, toolsQuery } from '../../api/queries.ts';
import type { ApprovalView } from '../../api/types.ts';
import { DecisionForm } from '../../forms/DecisionForm.tsx';
import { paths } from '../../paths.ts';
import { elapsed } from '../../ui/format.ts';
import { Mark } from '../../ui/Mark.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useNow } from '../../ui/use-now.ts';
import { RiskBadge } from '../AgentSections.tsx';
import { doorText } from '../door-text.ts';
import { type Fact, Facts } from '../Facts.tsx';
import { ApprovalMark } from '../marks.tsx';
import { QueryView } from '../QueryView.tsx';
import { useActorName } from '../use-actor-name.ts';
import { SlaMark, TaintMark } from './ApprovalList.tsx';
import { OutsideText } from './OutsideText.tsx';
import { proposedOf, reasonsOf } from './proposed.ts';
import { useMemberNames } from './use-member-names.ts';

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
        {approval.policy.fourEyes ? <FourEyes approval={approval} /> : null}
        {approval.status === 'pending' ? <Deadline approval={approval} /> : null}
        <DecisionForm key={proposedOf(approval).argumentsHash} approval={approval} tool={tool}>
          {approval.taint ? <Sources approval={approval} /> : null}
        </DecisionForm>
      </Stack>
    </article>
  );
}

function Sources({ approval }: { readonly approval: ApprovalView }) {
  const query = useQuery(approvalSourcesQuery(approval.id));
  return (
    <QueryView query={query} what="What it had read from outside">
      {(sources) => <OutsideText sources={sources} run={approval} />}
    </QueryView>
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
    [
      'Run started by',
      approval.requestedBy === null ? '' : <Name key="starter" actor={approval.requestedBy} />,
    ],
    ['Why it asks', reasonsOf(approval)],
    ['Who decides', <Deciders key="deciders" approval={approval} />],
    ['Reminded', approval.remindedAt === null ? '' : <TimeText key="reminded" iso={approval.remindedAt} />],
    [
      'Escalated',
      approval.escalatedAt === null ? '' : <TimeText key="escalated" iso={approval.escalatedAt} />,
    ],
    ['Decided by', approval.decidedAt === null ? '' : <Decision key="decision" approval={approval} />],
    ['Reason given', approval.decisionReason ?? ''],
  ];
}

function Decision({ approval }: { readonly approval: ApprovalView }) {
  const { decidedBy, decidedVia, decidedAt } = approval;
  const nameOf = useActorName();
  return (
    <>
      {decidedBy === null ? 'nobody' : nameOf(decidedBy)} {doorText(decidedVia)},{' '}
      <TimeText iso={decidedAt ?? approval.createdAt} />
    </>
  );
}

function Deadline({ approval }: { readonly approval: ApprovalView }) {
  const now = useNow(true);
  const waited = elapsed(now - Date.parse(approval.createdAt));
  const left = Date.parse(approval.expiresAt) - now;
  return (
    <Group gap="xs">
      <SlaMark approval={approval} now={now} />
      <Text size="sm" className="num">
        Waiting for {waited}.{' '}
        {left > 0 ? `Counts as rejected in ${elapsed(left)}` : 'The deadline has passed'} (
        <TimeText iso={approval.expiresAt} />
        ).
      </Text>
    </Group>
  );
}

function Name({ actor }: { readonly actor: string }) {
  return <>{useActorName()(actor)}</>;
}

/** In words, whom the policy asks. */
function Deciders({ approval: { policy, risk, escalatedAt } }: { readonly approval: ApprovalView }) {
  const names = useMemberNames(policy.memberIds);
  if (risk === 'destructive') return <>owners only: it is destructive</>;
  const roles = [...new Set([...policy.roles, ...(escalatedAt === null ? [] : policy.escalateToRoles)])];
  return <>{[...roles.map((role) => `${role}s`), ...names].join(', ')}</>;
}

/** How far the two approvals are. */
function FourEyes({ approval: { firstApproval, status } }: { readonly approval: ApprovalView }) {
  const nameOf = useActorName();
  const isOver = status !== 'pending';
  return (
    <ol className="plain-list four-eyes" aria-label="Four eyes: two people must approve">
      <li>
        {firstApproval === null ? (
          <Mark shape={IconCircleDashed} tone="idle" word="First approval: nobody yet" />
        ) : (
          <>
            <Mark
              shape={IconCircleCheckFilled}
              tone="ok"
              word={`First approval: ${nameOf(firstApproval.by)}`}
            />{' '}
            <TimeText iso={firstApproval.at} />
            {firstApproval.arguments === null ? '' : ', with changes'}
          </>
        )}
      </li>
      <li>
        {isOver && status !== 'expired' && status !== 'cancelled' ? (
          <Mark shape={IconCircleCheckFilled} tone="ok" word={`Decided: ${status}`} />
        ) : (
          <Mark shape={IconCircleDashed} tone="idle" word="Second approval: another person" />
        )}
      </li>
    </ol>
  );
}
