import { Kbd, Modal, Table } from '@mantine/core';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['1', '2', '3'], 'Agents, runs, approvals'],
  [['/'], 'Search'],
  [['j', 'k'], 'Next, previous row'],
  [['Enter'], 'Open the row'],
  [['a'], 'Approve (in approvals), then Enter'],
  [['e'], 'Edit, then approve'],
  [['r'], 'Reject'],
  [['x'], 'Choose, to decide several together'],
  [['?'], 'This help'],
];

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function KeyHelp({ opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Table>
        <Table.Tbody>
          {KEYS.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
