import { Stack } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { invitationsQuery, membersQuery } from '../api/people.ts';
import { InvitationRow } from '../components/InvitationRow.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { MemberRow } from '../components/MemberRow.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { InviteForm } from '../forms/InviteForm.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';

export function MembersPage() {
  const members = useInfiniteQuery(membersQuery);
  const invitations = useInfiniteQuery(invitationsQuery);
  const obstacle = useObstacle('members:write');
  return (
    <>
      <PageTitle title="Members" />
      <Stack gap="md">
        <Section title="Who belongs here" flush>
          <QueryView query={members} what="The members">
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.data);
              if (rows.length === 0) return <NoMembers />;
              return (
                <>
                  <ul className="rows">
                    {rows.map((member) => (
                      <MemberRow key={member.id} member={member} obstacle={obstacle} />
                    ))}
                  </ul>
                  {members.hasNextPage ? <LoadMore shown={rows.length} one="member" query={members} /> : null}
                </>
              );
            }}
          </QueryView>
        </Section>
        {obstacle === undefined ? (
          <Section title="Invite somebody">
            <InviteForm />
          </Section>
        ) : null}
        <QueryView query={invitations} what="The invitations">
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.data).filter((item) => item.state === 'open');
            if (rows.length === 0) return null;
            return (
              <Section title="Open invitations" flush>
                <ul className="rows">
                  {rows.map((invitation) => (
                    <InvitationRow key={invitation.id} invitation={invitation} obstacle={obstacle} />
                  ))}
                </ul>
              </Section>
            );
          }}
        </QueryView>
      </Stack>
    </>
  );
}

function NoMembers() {
  return (
    <EmptyNotice icon={<IconUsers size={32} />} title="Nobody is a member yet">
      This organization is used through API keys only. Invite somebody: they log in with a password of their
      own, and what they do is recorded under their name.
    </EmptyNotice>
  );
}
