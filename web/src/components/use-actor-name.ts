import { useInfiniteQuery } from '@tanstack/react-query';
import { apiKeysQuery, membersQuery } from '../api/people.ts';

/** Records say `person:per_…`, `key:key_…` or `system:…`; pages say who that is, as far as one may know it. */
export function useActorName(): (actor: string) => string {
  const { data: members } = useInfiniteQuery({ ...membersQuery, staleTime: 60_000, retry: false });
  const { data: keys } = useInfiniteQuery({ ...apiKeysQuery, staleTime: 60_000, retry: false });
  return (actor) => {
    const at = actor.indexOf(':');
    const [kind, id] = at < 0 ? [actor, ''] : [actor.slice(0, at), actor.slice(at + 1)];
    if (kind === 'person') {
      const member = members?.pages.flatMap((page) => page.data).find(({ personId }) => personId === id);
      return member?.name ?? 'somebody who is no member now';
    }
    if (kind === 'key') {
      const key = keys?.pages.flatMap((page) => page.data).find((one) => one.id === id);
      return key === undefined ? 'an API key' : `the key “${key.name}”`;
    }
    return kind === 'system' ? 'the platform' : actor;
  };
}
