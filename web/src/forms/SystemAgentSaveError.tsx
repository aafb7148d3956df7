import { Alert, Button, Text } from '@mantine/core';
import { ApiError } from '../api/client.ts';
import { ErrorNotice } from '../components/QueryView.tsx';

interface Props {
  readonly error: Error;
  readonly onCatchUp?: (() => Promise<void>) | undefined;
}

export function SystemAgentSaveError({ error, onCatchUp }: Props) {
  if (onCatchUp === undefined || !(error instanceof ApiError) || error.status !== 412)
    return <ErrorNotice error={error} title="Nothing was saved" advice="What you typed is kept." />;
  return (
    <Alert
      role="alert"
      color="yellow"
      variant="outline"
      className="notice"
      title="Somebody else changed this system agent meanwhile"
    >
      <Text size="sm">Nothing was saved, and all you have written is still in this form.</Text>
      <Button mt="sm" size="xs" variant="default" onClick={() => void onCatchUp()}>
        Put my changes over the newest version
      </Button>
    </Alert>
  );
}
