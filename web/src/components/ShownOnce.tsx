/** A secret that the server shows this once and never again. */
import { Alert, Button, Code, CopyButton, Stack } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Props {
  readonly title: string;
  readonly secret: string;
}

export function ShownOnce({ title, secret }: Props) {
  return (
    <Alert role="status" color="green" variant="outline" className="notice" title={title}>
      <Stack gap="xs" align="flex-start">
        <Code>{secret}</Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}
