/** Whether what a spec names exists here: another organization's is as unknown as what was never made. */
import { permissionsOf } from '../../../domain/access/permissions.ts';
import type { AgentSpec } from '../../../domain/agent/agent-spec.ts';
import { isMcpToolName, mcpToolName } from '../../../domain/mcp/tool-name.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/database.ts';
import { invalidRequest } from '../../validation/parse.ts';

/** Throws `invalid_request` with a pointer to each. What `current` has already is left alone. */
export async function refuseUnknownReferences(
  store: Store,
  spec: AgentSpec,
  current?: AgentSpec,
  root = '/spec',
): Promise<void> {
  const errors = [
    ...(await toolErrors(store, spec, current, root)),
    ...(await skillErrors(store, spec.skillIds, current?.skillIds ?? [], root)),
    ...(await delegateErrors(store, spec.delegates, current?.delegates ?? [], root)),
    ...(await ownerErrors(store, spec.accessScope.ownerUserId, current?.accessScope.ownerUserId, root)),
    ...(await approverErrors(
      store,
      spec.approvalPolicy.memberIds,
      current?.approvalPolicy.memberIds ?? [],
      `${root}/approvalPolicy/memberIds`,
    )),
  ];
  if (errors.length > 0) throw invalidRequest('body', errors);
}

/** Tools of MCP servers; built-in ones were checked with the form of the spec. */
async function toolErrors(
  store: Store,
  spec: AgentSpec,
  current: AgentSpec | undefined,
  root: string,
): Promise<FieldError[]> {
  const had = current === undefined ? [] : namesOf(current).map(({ name }) => name);
  const named = namesOf(spec).filter(({ name }) => isMcpToolName(name) && !had.includes(name));
  if (named.length === 0) return [];
  const servers = await store.mcp.list();
  const known = servers.flatMap(({ server, tools }) =>
    tools.map((tool) => mcpToolName(server.name, tool.name)),
  );
  return named.flatMap(({ name, pointer }) =>
    known.includes(name)
      ? []
      : [{ pointer: `${root}/${pointer}`, message: 'names no tool of an MCP server of this organization' }],
  );
}

function namesOf({ tools, requireApprovalFor }: AgentSpec): { name: string; pointer: string }[] {
  const lists = { 'tools/allow': tools.allow, 'tools/deny': tools.deny, requireApprovalFor };
  return Object.entries(lists).flatMap(([list, names]) =>
    names.map((name, i) => ({ name, pointer: `${list}/${String(i)}` })),
  );
}

async function skillErrors(
  store: Store,
  ids: readonly string[],
  had: readonly string[],
  root: string,
): Promise<FieldError[]> {
  const known = await store.agentReferences.skills(ids);
  return ids.flatMap((id, i) => {
    const skill = known.get(id);
    // A skill that was switched off after it had been linked must not stand in the way of other edits.
    if (skill?.enabled === true || (skill !== undefined && had.includes(id))) return [];
    const why =
      skill === undefined
        ? 'names no skill of this organization or of the platform'
        : `names the skill "${skill.title}", which is switched off; switch it on first`;
    return [{ pointer: `${root}/skillIds/${String(i)}`, message: why }];
  });
}

async function delegateErrors(
  store: Store,
  ids: readonly string[],
  had: readonly string[],
  root: string,
): Promise<FieldError[]> {
  const known = await store.agentReferences.agents(ids);
  const message = 'names no agent of this organization (an id like agt_01h2xcejqtf2nbrexx3vqjhp41)';
  return ids.flatMap((id, i) =>
    known.has(id) || had.includes(id) ? [] : [{ pointer: `${root}/delegates/${String(i)}`, message }],
  );
}

async function ownerErrors(
  store: Store,
  owner: string | undefined,
  had: string | undefined,
  root: string,
): Promise<FieldError[]> {
  if (owner === undefined || owner === had || (await store.agentReferences.isMember(owner))) return [];
  const message = 'names no member of this organization (an id like per_01h2xcejqtf2nbrexx3vqjhp41)';
  return [{ pointer: `${root}/accessScope/ownerUserId`, message }];
}

/** Whoever is named must be able to decide: else nobody could, and every request would expire. */
async function approverErrors(
  store: Store,
  ids: readonly string[],
  had: readonly string[],
  pointer: string,
): Promise<FieldError[]> {
  const roles = await store.agentReferences.rolesOf(ids);
  return ids.flatMap((id, i) => {
    const role = roles.get(id);
    if (had.includes(id) || (role !== undefined && permissionsOf(role).includes('approvals:decide')))
      return [];
    const message =
      role === undefined
        ? 'names no member of this organization (an id like mem_01h2xcejqtf2nbrexx3vqjhp41)'
        : `names a member with the role ${role}, who may not decide approvals; give them the role approver first`;
    return [{ pointer: `${pointer}/${String(i)}`, message }];
  });
}
