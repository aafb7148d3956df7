/** The phone of the simulator: what was sent to one, and a line to reply with. */
import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconDeviceMobile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrors, useOrder } from '../api/people.ts';
import { type SimulatedMessage, simulatedPhoneQuery } from '../api/replies.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { QueryView } from './QueryView.tsx';
import { Section } from './Section.tsx';
import { useObstacle } from './use-permission.ts';

interface Props {
  /** Where replies come from; undefined while no address is proven. */
  readonly from: string | undefined;
}

export function SimulatedPhone({ from }: Props) {
  const phone = useQuery(simulatedPhoneQuery);
  const obstacle = useObstacle('simulator:write');
  return (
    <Section title="Your simulated phone" flush>
      {from === undefined || obstacle !== undefined ? null : <ReplyLine from={from} />}
      <QueryView query={phone} what="The messages">
        {({ data }) =>
          data.length === 0 ? (
            <EmptyNotice icon={<IconDeviceMobile size={32} />} title="No messages yet">
              What is sent to your address on the simulator arrives here.
            </EmptyNotice>
          ) : (
            <ul className="rows" aria-label="Messages">
              {data.map((message) => (
                <MessageRow key={message.id} message={message} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function MessageRow({ message }: { readonly message: SimulatedMessage }) {
  return (
    <li className="pad">
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {message.text}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        To {message.to}, <TimeText iso={message.receivedAt} />
      </Text>
    </li>
  );
}

function ReplyLine({ from }: { readonly from: string }) {
  const [text, setText] = useState('');
  const send = useOrder<object, object>('/v1/simulator/messages', { refresh: 'simulated-phone' });
  return (
    <form
      className="pad"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate(
          { channel: 'simulator', from, text },
          {
            onSuccess: () => {
              setText('');
            },
          },
        );
      }}
    >
      <Group gap="xs" align="end">
        <TextInput
          flex="1 1 220px"
          label={`Reply as ${from}`}
          placeholder="YES and the code, or NO, the code and why"
          required
          value={text}
          error={fieldErrors(send.error)['text']}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={send.isPending}>
          Send
        </Button>
      </Group>
      <FormProblem title="Nothing was sent" error={send.error} />
    </form>
  );
}
