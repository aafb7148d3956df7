/** Where the link of a mail leads: the exact request, and two buttons. Nothing is decided by looking. */
import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconBan, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { ApprovalLinkView } from '../../../domain/contracts/approval-links.ts';
import { approvalLinkQuery, useDecideByLink } from '../api/approval-links.ts';
import type { ApprovalView } from '../api/types.ts';
import { OutsideText } from '../components/approvals/OutsideText.tsx';
import { proposedOf, reasonsOf } from '../components/approvals/proposed.ts';
import { Facts } from '../components/Facts.tsx';
import { paths } from '../paths.ts';
import { label, words } from '../ui/format.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { LoadingLines } from '../ui/Notices.tsx';
import { PublicPage } from '../ui/PublicPage.tsx';
import { TimeText } from '../ui/TimeText.tsx';

export function ApprovalLinkPage() {
  const { hash } = useLocation();
  const token = hash.slice(1);
  const { data, error } = useQuery(approvalLinkQuery(token));
  return (
    <PublicPage title="Your decision">
      {data === undefined ? null : <Request link={data} token={token} />}
      {data === undefined && error === null ? <LoadingLines lines={3} /> : null}
      <FormProblem title="This link leads nowhere any more" error={error} />
      {error === null ? null : (
        <Button component={Link} to={paths.approvals()} variant="default">
          To the inbox
        </Button>
      )}
    </PublicPage>
  );
}

function Request({ link, token }: { readonly link: ApprovalLinkView; readonly token: string }) {
  const { approval, sources, member, organizationName, obstacle } = link;
  const decide = useDecideByLink(token);
  if (decide.data !== undefined) return <Done approval={decide.data} />;
  const { args, argumentsHash } = proposedOf(approval);
  return (
    <Stack gap="md">
      <Text>
        {approval.agentName} at {organizationName} wants to use{' '}
        <strong className="mono">{approval.toolName}</strong>.
      </Text>
      <section aria-label="What it would do, exactly" className="exact">
        <Facts
          facts={Object.entries(args).map(([name, value]) => [label(name), asText(value)])}
          none="No arguments."
        />
      </section>
      <Facts
        facts={[
          ['Why it asks', reasonsOf(approval)],
          ['Risk', words(approval.risk)],
          ['Outside text', approval.taint ? 'the agent had read text from outside the organization' : ''],
          ['Approved first by', approval.firstApproval === null ? '' : 'another member; you are the second'],
          ['You decide as', member.name],
          ['Counts as rejected', <TimeText key="deadline" iso={approval.expiresAt} />],
        ]}
        none=""
      />
      {approval.taint ? <OutsideText sources={sources} /> : null}
      {obstacle === null ? null : (
        <Alert color="yellow" variant="outline" className="notice" title="You cannot approve this">
          {obstacle}
        </Alert>
      )}
      <Buttons decide={decide} argumentsHash={argumentsHash} mayApprove={obstacle === null} />
      <FormProblem title="Your decision was not taken" error={decide.error} />
    </Stack>
  );
}

interface ButtonsProps {
  readonly decide: ReturnType<typeof useDecideByLink>;
  readonly argumentsHash: string;
  readonly mayApprove: boolean;
}

function Buttons({ decide, argumentsHash, mayApprove }: ButtonsProps) {
  const [reason, setReason] = useState<string>();
  if (reason === undefined) {
    return (
      <Group>
        <Button
          leftSection={<IconCheck size={16} />}
          disabled={!mayApprove}
          loading={decide.isPending}
          onClick={() => {
            decide.mutate({ decision: 'approve', argumentsHash });
          }}
        >
          Approve
        </Button>
        <Button
          variant="default"
          leftSection={<IconBan size={16} />}
          onClick={() => {
            setReason('');
          }}
        >
          Reject
        </Button>
      </Group>
    );
  }
  return (
    <form
      aria-label="Reject"
      onSubmit={(event) => {
        event.preventDefault();
        decide.mutate({ decision: 'reject', reason, argumentsHash });
      }}
    >
      <Stack gap="sm">
        <Textarea
          label="Reason"
          description="The agent reads it and may try another way."
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <Group>
          <Button type="submit" color="red" loading={decide.isPending} disabled={reason.trim() === ''}>
            Reject
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setReason(undefined);
            }}
          >
            Back
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Done({ approval }: { readonly approval: ApprovalView }) {
  const isHalf = approval.status === 'pending';
  return (
    <Alert
      role="status"
      color="green"
      variant="outline"
      className="notice"
      title={isHalf ? 'Approved' : label(approval.status)}
    >
      {isHalf
        ? 'Your approval is recorded. A second person must approve, too, before anything is done.'
        : 'Your decision was taken. You can close this page.'}
    </Alert>
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
