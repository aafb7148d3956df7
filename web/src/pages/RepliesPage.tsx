import { Stack } from '@mantine/core';
import { IconMessageReply } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { replyAddressesQuery, type ReplyAddressView } from '../api/replies.ts';
import { useSession } from '../api/session.ts';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { ReplyAddress } from '../components/ReplyAddress.tsx';
import { Section } from '../components/Section.tsx';
import { SimulatedPhone } from '../components/SimulatedPhone.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { ReplyAddressForm } from '../forms/ReplyAddressForm.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';

/** One's own: nobody sees or sets where somebody else replies from. */
export function RepliesPage() {
  const session = useSession();
  return (
    <>
      <PageTitle title="Replies" />
      {session === 'key' ? (
        <EmptyNotice icon={<IconMessageReply size={32} />} title="An API key replies nowhere">
          Log in as yourself to say where you want to be asked, and to decide by a reply.
        </EmptyNotice>
      ) : (
        <OwnReplies />
      )}
    </>
  );
}

function OwnReplies() {
  const addresses = useQuery(replyAddressesQuery);
  const obstacle = useObstacle('approvals:decide');
  return (
    <QueryView query={addresses} what="Your reply address">
      {({ data }) => (
        <Stack gap="md">
          <Section title="Your reply address">
            {data.map((address) => (
              <ReplyAddress key={address.id} replyAddress={address} />
            ))}
            {data.length === 0 && obstacle === undefined ? <ReplyAddressForm /> : null}
            {data.length === 0 && obstacle !== undefined ? <NothingToDecide /> : null}
          </Section>
          {obstacle === undefined ? <SimulatedPhone from={data.find(isProven)?.address} /> : null}
        </Stack>
      )}
    </QueryView>
  );
}

function isProven({ provenAt }: ReplyAddressView): boolean {
  return provenAt !== null;
}

function NothingToDecide() {
  return (
    <EmptyNotice icon={<IconMessageReply size={32} />} title="You decide no approvals">
      Replies are for owners, admins and approvers. Ask an owner or admin for one of these roles.
    </EmptyNotice>
  );
}
