import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconUpload } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import type { AgentFile } from '../../../domain/contracts/agent-files.ts';
import { useImportAgent } from '../api/agent-mutations.ts';
import { useObstacle } from '../components/use-permission.ts';
import { paths } from '../paths.ts';

/** Takes the file that an export gives; the new agent is a draft and its form opens. */
export function ImportAgent() {
  const navigate = useNavigate();
  const load = useImportAgent();
  const obstacle = useObstacle('agents:write');
  const take = async (file: File | null) => {
    if (file === null) return;
    try {
      const agent = await load.mutateAsync(readFiles(await file.text()));
      void navigate(paths.editAgent(agent.id));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: 'red', title: 'No agent was imported', message, autoClose: false });
    }
  };
  return (
    <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
      {(props) => (
        <Button
          {...props}
          variant="default"
          leftSection={<IconUpload size={16} />}
          loading={load.isPending}
          disabled={obstacle !== undefined}
          title={obstacle}
        >
          Import
        </Button>
      )}
    </FileButton>
  );
}

/** The server checks what is in the files. */
function readFiles(text: string): readonly AgentFile[] {
  const parsed = parse(text) as { files?: unknown } | null;
  if (typeof parsed === 'object' && Array.isArray(parsed?.files)) return parsed.files as AgentFile[];
  throw new Error(
    'This is not the file of an exported agent. Export one from its page and choose that file.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
