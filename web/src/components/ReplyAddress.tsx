/** One's reply address: to be proven, or proven. */
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldErrors, useOrder } from '../api/people.ts';
import type { ReplyAddressView } from '../api/replies.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';

interface Props {
  readonly replyAddress: ReplyAddressView;
}

const REFRESH = { refresh: 'reply-addresses' } as const;

export function ReplyAddress({ replyAddress }: Props) {
  const { id, address, channel, provenAt } = replyAddress;
  const path = `/v1/reply-addresses/${id}`;
  const remove = useOrder<never, ReplyAddressView>(path, { method: 'DELETE', ...REFRESH });
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>
            {address} ({channel})
          </Text>
          <Text size="sm" c="dimmed">
            {provenAt === null ? (
              'Not proven yet: nothing is sent there but the code.'
            ) : (
              <>
                Proven <TimeText iso={provenAt} />. Requests that you may decide are sent there.
              </>
            )}
          </Text>
        </div>
        <ConfirmButton
          label="Remove"
          question={`Remove ${address}? Codes that were sent there stop working at once.`}
          loading={remove.isPending}
          onConfirm={() => {
            remove.mutate(undefined);
          }}
        />
      </Group>
      {provenAt === null ? <Proof replyAddress={replyAddress} /> : null}
      <FormProblem title="The address is still there" error={remove.error} />
    </Stack>
  );
}

function Proof({ replyAddress: { id, address, channel } }: Props) {
  const [code, setCode] = useState('');
  const confirm = useOrder<object, ReplyAddressView>(`/v1/reply-addresses/${id}/confirm`, REFRESH);
  const again = useOrder<object, ReplyAddressView>('/v1/reply-addresses', REFRESH);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ code });
      }}
    >
      <Stack gap="sm" maw={420}>
        <TextInput
          label="Code from the message"
          description="It works for ten minutes."
          autoComplete="one-time-code"
          required
          value={code}
          error={fieldErrors(confirm.error)['code']}
          onChange={(event) => {
            setCode(event.currentTarget.value);
          }}
        />
        <Group gap="xs">
          <Button type="submit" loading={confirm.isPending}>
            Prove
          </Button>
          <Button
            variant="default"
            loading={again.isPending}
            onClick={() => {
              again.mutate({ channel, address });
            }}
          >
            Send a new code
          </Button>
        </Group>
        <FormProblem title="The address is not proven" error={confirm.error} />
        <FormProblem title="No code was sent" error={again.error} />
      </Stack>
    </form>
  );
}
