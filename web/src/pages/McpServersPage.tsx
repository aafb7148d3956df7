import { Stack, Text } from '@mantine/core';
import { IconPlug } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { mcpServersQuery } from '../api/outside.ts';
import { McpServerSection } from '../components/McpServerSection.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { NewMcpServerForm } from '../forms/NewMcpServerForm.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';

export function McpServersPage() {
  const servers = useQuery(mcpServersQuery);
  const obstacle = useObstacle('mcp:write');
  return (
    <>
      <PageTitle title="MCP servers" />
      <Stack gap="md">
        <QueryView query={servers} what="The MCP servers">
          {({ data }) =>
            data.length === 0 ? (
              <EmptyNotice icon={<IconPlug size={32} />} title="No MCP servers yet">
                A remote MCP server brings tools of another system. Each tool is offered to agents after
                somebody has approved what it says of itself, and not any more when that changes.
              </EmptyNotice>
            ) : (
              <Stack gap="md">
                {data.map((server) => (
                  <McpServerSection key={server.id} server={server} obstacle={obstacle} />
                ))}
              </Stack>
            )
          }
        </QueryView>
        {obstacle === undefined ? (
          <Section title="Add a server">
            <NewMcpServerForm />
          </Section>
        ) : (
          <Text size="sm" c="dimmed">
            {obstacle}
          </Text>
        )}
      </Stack>
    </>
  );
}
