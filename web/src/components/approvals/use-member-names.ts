import { useInfiniteQuery } from '@tanstack/react-query';
import { membersQuery } from '../../api/people.ts';

/** The names of members, as far as one may know them. */
export function useMemberNames(memberIds: readonly string[]): string[] {
  const enabled = memberIds.length > 0;
  const { data } = useInfiniteQuery({ ...membersQuery, staleTime: 60_000, retry: false, enabled });
  const members = data?.pages.flatMap((page) => page.data) ?? [];
  return memberIds.map((id) => members.find((member) => member.id === id)?.name ?? 'a member who has left');
}
