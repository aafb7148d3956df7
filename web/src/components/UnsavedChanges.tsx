import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useCallback } from 'react';
import { type Location, NavigationType, useBeforeUnload, useBlocker } from 'react-router';

/** State of a navigation by which changes were saved or are thrown away on purpose. */
export const LEAVING = { leaving: true } as const;

/**
 * Shown beside a form with unsaved changes: asks before a link, going back or closing the tab loses them. Signing out and
 * changing the organization do not ask.
 */
export function UnsavedChanges() {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation, historyAction }) =>
      currentLocation.pathname !== nextLocation.pathname &&
      // The state stays with the entry of the history: whoever goes back to it later has left nothing on purpose.
      (historyAction === NavigationType.Pop || !isOnPurpose(nextLocation)),
  );
  useBeforeUnload(
    useCallback((event) => {
      event.preventDefault();
    }, []),
  );
  const stay = () => {
    blocker.reset?.();
  };
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={stay}
      title="Leave without saving?"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Text>What you changed on this page is not saved yet and would be lost.</Text>
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              blocker.proceed?.();
            }}
          >
            Leave without saving
          </Button>
          <Button onClick={stay}>Stay here</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function isOnPurpose({ state }: Location<unknown>): boolean {
  return (state as Partial<typeof LEAVING> | null)?.leaving === true;
}
