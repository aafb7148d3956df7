/** From what a caller gave of a spec to a whole, checked one. */
import { type AgentSpec, agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Kind } from '../../../domain/kinds/define-kind.ts';
import { findKind, KINDS } from '../../../domain/kinds/registry.ts';
import { nearMatches } from '../../../domain/near-matches.ts';
import { OBJECT_TYPES } from '../../../domain/ontology/object-types.ts';
import { isMcpToolName } from '../../../domain/mcp/tool-name.ts';
import { readTaintEntry, takesRecipient } from '../../../domain/approval/taint.ts';
import { findTool, TOOLS } from '../../../tools/registry.ts';
import { jsonSchemaOf } from '../registries/json-schema.ts';
import { toFieldErrors } from '../../validation/field-errors.ts';
import { invalidRequest } from '../../validation/parse.ts';

type Given = Readonly<Record<string, unknown>>;

const ROOT = '/spec';

export function kindOrRefuse(name: string, pointer = '/kind'): Kind {
  const kind = findKind(name);
  if (kind !== undefined) return kind;
  const names = KINDS.map((item) => item.name);
  throw invalidRequest('body', [{ pointer, message: `is not a kind: ${suggest(name, names)}` }]);
}

/** A new agent's spec: the kind's defaults, under them what the schema fills in, over them what was given. */
export function newSpec(kind: Kind, given: Given): AgentSpec {
  const defaults: Given = { tools: { allow: [...kind.tools] }, ...kind.defaultSpec };
  const merged = { ...defaults, ...given };
  for (const [name, value] of Object.entries(given)) {
    const fallback = defaults[name];
    if (isRecord(value) && isRecord(fallback)) merged[name] = { ...fallback, ...value };
  }
  return checkSpec(merged);
}

/** An edited spec: top-level members given replace those of the current version, null takes one away, others stay. */
export function editedSpec(current: AgentSpec, given: Given, root = ROOT): AgentSpec {
  const merged: [string, unknown][] = Object.entries({ ...current, ...given });
  return checkSpec(Object.fromEntries(merged.filter(([, value]) => value !== null)), root);
}

/** A spec that was given whole, such as an imported one. */
export function checkSpec(raw: Given, root = ROOT): AgentSpec {
  const parsed = agentSpecSchema.safeParse(raw, { reportInput: true });
  if (!parsed.success) throw invalidRequest('body', toFieldErrors(parsed.error, agentSpecSchema, root));
  const errors = [
    ...unknownTools(parsed.data, root),
    ...unknownTypes(parsed.data, root),
    ...unknownDocuments(parsed.data, root),
    ...repeats(parsed.data, root),
    ...policyErrors(parsed.data, `${root}/approvalPolicy`),
  ];
  if (errors.length > 0) throw invalidRequest('body', errors);
  return parsed.data;
}

function unknownTools({ tools, requireApprovalFor, taintPolicy }: AgentSpec, root: string): FieldError[] {
  return [
    ...unknownIn(tools.allow, `${root}/tools/allow`, TOOL_NAMES),
    ...unknownIn(tools.deny, `${root}/tools/deny`, TOOL_NAMES),
    ...unknownIn(requireApprovalFor, `${root}/requireApprovalFor`, TOOL_NAMES),
    ...uselessExceptions(taintPolicy.allow, `${root}/taintPolicy/allow`),
  ];
}

/** An exception that could never be one is a mistake somebody would rely on. */
function uselessExceptions(entries: readonly string[], root: string): FieldError[] {
  return entries.flatMap((entry, i) => {
    const pointer = `${root}/${String(i)}`;
    const { tool: name, onlyReply } = readTaintEntry(entry);
    const tool = findTool(name);
    if (tool === undefined)
      return unknownIn([name], root, TOOL_NAMES).map((error) => ({ ...error, pointer }));
    if (!['write', 'send'].includes(tool.risk)) {
      const why = tool.risk === 'read' ? 'never asks for reading' : `always asks: its risk is ${tool.risk}`;
      return [
        { pointer, message: `names ${name}, which ${why}; only tools that write or send can go unasked` },
      ];
    }
    return onlyReply && !takesRecipient(jsonSchemaOf(tool.input, 'input'))
      ? [{ pointer, message: `names ${name}, whose calls go to nobody; leave out ":reply"` }]
      : [];
  });
}

/** A misspelt type would take away every tool that touches what was meant. */
function unknownTypes({ accessScope: { read, write } }: AgentSpec, root: string): FieldError[] {
  return [
    ...unknownIn(read, `${root}/accessScope/read`, TYPE_NAMES),
    ...unknownIn(write, `${root}/accessScope/write`, TYPE_NAMES),
  ];
}

/** Until an organization can keep documents, every id of one is unknown. */
function unknownDocuments({ knowledgeDocIds }: AgentSpec, root: string): FieldError[] {
  return knowledgeDocIds.map((_, i) => ({
    pointer: `${root}/knowledgeDocIds/${String(i)}`,
    message: 'names no document of this organization',
  }));
}

/** Lists in which a second mention could only be a mistake. */
function repeats(spec: AgentSpec, root: string): FieldError[] {
  const { tools, accessScope, approvalPolicy } = spec;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['tools/allow', tools.allow],
    ['tools/deny', tools.deny],
    ['requireApprovalFor', spec.requireApprovalFor],
    ['taintPolicy/allow', spec.taintPolicy.allow],
    ['skillIds', spec.skillIds],
    ['delegates', spec.delegates],
    ['rules', spec.rules],
    ['blockedTopics', spec.blockedTopics],
    ['accessScope/read', accessScope.read],
    ['accessScope/write', accessScope.write],
    ['approvalPolicy/roles', approvalPolicy.roles],
    ['approvalPolicy/memberIds', approvalPolicy.memberIds],
    ['approvalPolicy/escalateToRoles', approvalPolicy.escalateToRoles],
  ];
  return lists.flatMap(([name, list]) =>
    list.flatMap((item, i) =>
      list.indexOf(item) < i
        ? [{ pointer: `${root}/${name}/${String(i)}`, message: 'is there twice; remove one of them' }]
        : [],
    ),
  );
}

/** What would never happen is a mistake: nobody is reminded of what has expired. */
function policyErrors({ approvalPolicy, approvalTimeoutSeconds }: AgentSpec, root: string): FieldError[] {
  const { remindAfterSeconds, escalateAfterSeconds, escalateToRoles } = approvalPolicy;
  const late = (name: string, seconds: number | undefined): FieldError[] =>
    seconds === undefined || seconds < approvalTimeoutSeconds
      ? []
      : [
          {
            pointer: `${root}/${name}`,
            message: `must be less than approvalTimeoutSeconds (${String(approvalTimeoutSeconds)})`,
          },
        ];
  return [
    ...late('remindAfterSeconds', remindAfterSeconds),
    ...late('escalateAfterSeconds', escalateAfterSeconds),
    ...(escalateToRoles.length > 0 && escalateAfterSeconds === undefined
      ? [{ pointer: `${root}/escalateAfterSeconds`, message: 'is needed with escalateToRoles' }]
      : []),
  ];
}

const TOOL_NAMES = { what: 'a tool', known: TOOLS.map((tool) => tool.name) };
const TYPE_NAMES = { what: 'a type of data', known: OBJECT_TYPES };

interface Names {
  readonly what: string;
  readonly known: readonly string[];
}

function unknownIn(names: readonly string[], pointer: string, { what, known }: Names): FieldError[] {
  return names.flatMap((name, i) =>
    known.includes(name) || (known === TOOL_NAMES.known && isMcpToolName(name))
      ? []
      : [{ pointer: `${pointer}/${String(i)}`, message: `is not ${what}: ${suggest(name, known)}` }],
  );
}

function suggest(name: string, known: readonly string[]): string {
  const near = nearMatches(name, known);
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : `choose one of ${known.join(', ')}`;
}

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
