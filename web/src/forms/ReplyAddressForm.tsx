import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldErrors, useOrder } from '../api/people.ts';
import type { ReplyAddressView } from '../api/replies.ts';
import { FormProblem } from '../ui/FormProblem.tsx';

export function ReplyAddressForm() {
  const [address, setAddress] = useState('');
  const register = useOrder<object, ReplyAddressView>('/v1/reply-addresses', { refresh: 'reply-addresses' });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        register.mutate({ channel: 'simulator', address });
      }}
    >
      <Stack gap="sm" maw={420}>
        <Text size="sm">
          Requests that you may decide can be sent to you as a message, and your reply decides. The only
          channel at the moment is the simulator: a phone on this page, for trying it out.
        </Text>
        <TextInput
          label="Phone number or e-mail address"
          description="On the simulator, any will do."
          placeholder="+4915112345678"
          required
          value={address}
          error={fieldErrors(register.error)['address']}
          onChange={(event) => {
            setAddress(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={register.isPending}>
          Send a code there
        </Button>
        <FormProblem title="No code was sent" error={register.error} />
      </Stack>
    </form>
  );
}
