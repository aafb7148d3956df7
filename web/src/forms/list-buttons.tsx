/** Buttons of lists in forms. */
import { ActionIcon, Button, Group } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';

export function Remove({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove ${name}`} onClick={onClick}>
      <IconX size={16} />
    </ActionIcon>
  );
}

export function Add({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  return (
    <Group>
      <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={onClick}>
        {name}
      </Button>
    </Group>
  );
}
