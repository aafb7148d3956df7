import { List } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ApiError, ask } from '../api/client.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { changesOf, draftOf } from './agent-draft.ts';
import type { AgentView } from '../api/types.ts';
import { label } from '../ui/format.ts';
import { ConflictNotice } from './ConflictNotice.tsx';

interface Props {
  readonly error: Error;
  /** The agent as this form read it. */
  readonly base: AgentView;
  /** Puts the changes of this form over the newest state. */
  readonly onCatchUp: () => Promise<void>;
}

export function AgentSaveError({ error, base, onCatchUp }: Props) {
  if (error instanceof ApiError && error.status === 412)
    return <Conflict base={base} onCatchUp={onCatchUp} />;
  return (
    <>
      <ErrorNotice error={error} title="Nothing was saved" advice="Your changes are still in this form." />
      <RefusedFields error={error} />
    </>
  );
}

/** Which fields are wrong, when there are several: some of them may be folded away. */
export function RefusedFields({ error }: { readonly error: Error }) {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  if (errors.length < 2) return null;
  return (
    <List size="sm">
      {errors.map(({ pointer, message }) => (
        <List.Item key={pointer}>
          {pointer.replace(/^(\/draft)?(\/spec)?\//, '')}: {message}
        </List.Item>
      ))}
    </List>
  );
}

function Conflict({ base, onCatchUp }: Omit<Props, 'error'>) {
  const { data: latest } = useQuery({
    queryKey: ['agent-conflict', base.id, base.revision],
    queryFn: async ({ signal }) => (await ask<AgentView>(`/v1/agents/${base.id}`, { signal })).data,
    gcTime: 0,
  });
  const changed = latest === undefined ? [] : changedNames(base, latest);
  return (
    <ConflictNotice what="agent" onCatchUp={onCatchUp}>
      {changed.length > 0 ? ` They changed: ${changed.join(', ')}.` : ''} Keep your changes over theirs, look
      at the form again, and save.
    </ConflictNotice>
  );
}

function changedNames(base: AgentView, latest: AgentView): string[] {
  const { spec = {}, ...rest } = changesOf(base, draftOf(latest)) as { spec?: object };
  return [...Object.keys(rest), ...Object.keys(spec)].map(label);
}
