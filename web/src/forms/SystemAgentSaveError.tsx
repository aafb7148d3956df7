import { ApiError } from '../api/client.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { ConflictNotice } from './ConflictNotice.tsx';

interface Props {
  readonly error: Error;
  readonly onCatchUp?: (() => Promise<void>) | undefined;
}

export function SystemAgentSaveError({ error, onCatchUp }: Props) {
  if (onCatchUp === undefined || !(error instanceof ApiError) || error.status !== 412)
    return <ErrorNotice error={error} title="Nothing was saved" advice="What you typed is kept." />;
  return <ConflictNotice what="system agent" onCatchUp={onCatchUp} />;
}
