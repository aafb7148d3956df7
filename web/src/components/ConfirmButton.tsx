/** A button for what cannot be taken back: it says what will be gone and asks once more. */
import { Button, Group, Popover, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

interface Props {
  readonly label: string;
  readonly question: string;
  readonly loading?: boolean;
  readonly onConfirm: () => void;
}

export function ConfirmButton({ label, question, loading = false, onConfirm }: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <Popover opened={opened} onChange={close} width={260} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" loading={loading} onClick={open}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={question}>
        <Text size="sm">{question}</Text>
        <Group mt="xs" gap="xs">
          <Button
            size="xs"
            color="red.9"
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            Yes, {label.toLowerCase()}
          </Button>
          <Button size="xs" variant="default" onClick={close}>
            Keep
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
