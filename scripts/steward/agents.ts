/** `steward agents list | export | import`. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AgentFile } from '../../domain/contracts/agent-files.ts';
import type { AgentView } from '../../domain/contracts/agents.ts';
import { fromPublicId } from '../../domain/ids.ts';
import { agentFolders, delegatesFirst, locate, readAgentFolder, writeAgentFolder } from './agent-folder.ts';
import type { ApiClient } from './api-client.ts';
import { Failure, Refusal, usage } from './failure.ts';
import type { Output } from './output.ts';

export async function listAgents(client: ApiClient, out: Output): Promise<void> {
  const agents = await client.all<AgentView>('/v1/agents?');
  for (const agent of agents) out.value(agent);
  out.table([
    ['ID', 'STATUS', 'KIND', 'NAME'],
    ...agents.map(({ id, status, kind, name }) => [id, status, kind, name]),
  ]);
}

/** By its id, or by its name when only one has it. */
export async function findAgent(client: ApiClient, idOrName: string): Promise<AgentView> {
  if (fromPublicId('agent', idOrName) !== undefined) return client.get<AgentView>(`/v1/agents/${idOrName}`);
  const agents = await client.all<AgentView>(`/v1/agents?q=${encodeURIComponent(idOrName)}`);
  const [agent, ...others] = agents.filter(({ name }) => name === idOrName);
  if (agent === undefined) throw new Failure(`There is no agent "${idOrName}"; see \`steward agents list\`.`);
  if (others.length === 0) return agent;
  const ids = [agent, ...others].map(({ id }) => id).join(', ');
  throw new Failure(`Several agents are called "${idOrName}". Say which by its id: ${ids}`);
}

export async function exportAgents(
  client: ApiClient,
  out: Output,
  { id, all, dir }: { readonly id: string | undefined; readonly all: boolean; readonly dir: string },
): Promise<void> {
  if (all === (id !== undefined)) throw usage('Name one agent, or say --all.');
  const agents =
    id === undefined ? await client.all<AgentView>('/v1/agents?') : [await findAgent(client, id)];
  const folders = all ? folderNames(agents).map((name) => join(dir, name)) : [dir];
  for (const [i, agent] of agents.entries()) {
    const folder = folders[i] ?? dir;
    const { files } = await client.get<{ files: AgentFile[] }>(`/v1/agents/${agent.id}/export`);
    writeAgentFolder(folder, files);
    out.value({ id: agent.id, name: agent.name, dir: folder, files: files.map(({ path }) => path) });
    out.say(`${agent.name} → ${folder} (${String(files.length)} files)`);
  }
}

/** The same from one export to the next: agents that share a name are told apart by their ids. */
function folderNames(agents: readonly AgentView[]): string[] {
  const names = agents.map(({ name }) => slug(name));
  return agents.map(({ id }, i) => {
    const name = names[i] ?? '';
    return names.filter((other) => other === name).length === 1 ? name : `${name}-${id}`;
  });
}

function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 60).replaceAll(/^-+|-+$/g, '') || 'agent';
}

/** Those that others ask come first. To the first that is refused. A repeat makes nothing twice: the content is the idempotency key. */
export async function importAgents(client: ApiClient, out: Output, dir: string): Promise<void> {
  for (const folder of delegatesFirst(agentFolders(dir))) {
    const { agent, isRepeat } = await importFolder(client, folder);
    out.value({ id: agent.id, name: agent.name, status: agent.status, dir: folder, isRepeat });
    out.say(`${folder} → ${agent.name} (${agent.id}${isRepeat ? ', imported before' : ', a draft'})`);
  }
}

async function importFolder(
  client: ApiClient,
  folder: string,
): Promise<{ agent: AgentView; isRepeat: boolean }> {
  const files = readAgentFolder(folder);
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  try {
    const { body, headers } = await client.post<AgentView>(
      '/v1/agents/import',
      { files },
      `steward-import-${hash}`,
    );
    return { agent: body, isRepeat: headers.get('idempotency-replayed') === 'true' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { request, problem } = error;
    const places = (problem.errors ?? []).map((field) => ({
      ...field,
      message: locate(folder, files, field),
    }));
    if (places.length === 0) throw error;
    throw new Failure([`${request}: ${problem.detail}`, ...places.map(({ message }) => message)].join('\n'));
  }
}
