/**
 * An agent as files that people can read, keep under version control and carry elsewhere: `agent.yaml`, the persona
 * document as `SOUL.md`, and each skill as `skills/<slug>/SKILL.md`. Reading what was written gives the same agent.
 */
import { Document, Lexer, parseDocument, Parser, visit } from 'yaml';
import { z } from 'zod';
import { type AgentSpec, MOST_DELEGATES, MOST_SKILLS } from '../../../domain/agent/agent-spec.ts';
import type { AgentFile } from '../../../domain/contracts/agent-files.ts';
import { createSkillBody, SKILL_BODY_MAX } from '../../../domain/contracts/skills.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { toFieldErrors, toPointer } from '../../validation/field-errors.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { findUnstorable } from '../../validation/plain-json.ts';

export interface SkillText {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly body: string;
}

/** An agent with texts of its skills and names of other agents in place of ids, which mean nothing elsewhere. */
export interface PortableAgent {
  readonly name: string;
  readonly kind: string;
  /** Without `skillIds` and `delegates`. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly skills: readonly SkillText[];
  /** Agents that it may ask: by name, or by id where a name does not say which. */
  readonly delegates: readonly string[];
}

const AGENT_FILE = 'agent.yaml';
const SOUL_FILE = 'SOUL.md';
const SKILL_FILE = /^skills\/([a-z0-9][a-z0-9-]{0,79})\/SKILL\.md$/;
const FORMAT = 1;
const DEEPEST = 64;
/** An agent with all that it may have takes about half. */
const MOST_TOKENS = 10_000;

const agentYaml = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string().trim().min(1).max(120),
  kind: z.string().max(100),
  /** Slugs, in the order in which the prompt shows them. */
  skills: z.array(z.string().max(80)).max(MOST_SKILLS).default([]),
  delegates: z.array(z.string().trim().min(1).max(120)).max(MOST_DELEGATES).default([]),
  spec: z.record(z.string(), z.unknown()).default({}),
});

const skillHead = createSkillBody.pick({ title: true, description: true, tags: true });
const skillBody = createSkillBody.shape.body;

export function toFiles(agent: PortableAgent): AgentFile[] {
  const { persona, skillIds: _skills, delegates: _agents, ...rest } = agent.spec as unknown as AgentSpec;
  const { soulMd, ...shortPersona } = persona;
  const slugs = slugsOf(agent.skills);
  const { name, kind, delegates } = agent;
  const head = { format: FORMAT, name, kind, skills: slugs, delegates };
  return [
    { path: AGENT_FILE, content: toYaml({ ...head, spec: { persona: shortPersona, ...rest } }) },
    ...(soulMd === undefined ? [] : [{ path: SOUL_FILE, content: soulMd }]),
    ...agent.skills.map((skill, i) => ({ path: skillPath(slugs[i] ?? ''), content: skillFile(skill) })),
  ];
}

/** Throws `invalid_request`; a pointer begins with the file: `/files/0/spec/persona/tone`. */
export function fromFiles(files: readonly AgentFile[]): PortableAgent {
  refusePaths(files);
  const at = files.findIndex((file) => file.path === AGENT_FILE);
  const main = files[at];
  if (main === undefined) {
    throw invalidRequest('body', [{ pointer: '/files', message: `has no ${AGENT_FILE}` }]);
  }
  const { name, kind, skills, delegates, spec } = readYaml(main.content, agentYaml, specRoot(at), main.path);
  const soul = files.find((file) => file.path === SOUL_FILE);
  const texts = skills.map((slug, i) => {
    const place = files.findIndex((file) => file.path === skillPath(slug));
    const file = files[place];
    if (file !== undefined) return readSkill(file, `/files/${String(place)}/content`);
    const pointer = `${specRoot(at)}/skills/${String(i)}`;
    throw invalidRequest('body', [{ pointer, message: `names ${skillPath(slug)}, which is not there` }]);
  });
  refuseUnused(files, skills);
  const persona = withSoul(spec['persona'], soul?.content);
  const whole = { ...spec, ...(persona === undefined ? {} : { persona }) };
  return { name, kind, skills: texts, delegates, spec: whole };
}

/** Where in the request the spec of an imported agent stands. */
export function specRoot(at: number): string {
  return `/files/${String(at)}/content`;
}

export function agentFileIndex(files: readonly AgentFile[]): number {
  return files.findIndex((file) => file.path === AGENT_FILE);
}

function withSoul(persona: unknown, soulMd: string | undefined): unknown {
  if (soulMd === undefined) return persona;
  return typeof persona === 'object' && persona !== null ? { ...persona, soulMd } : { soulMd };
}

function refusePaths(files: readonly AgentFile[]): void {
  const errors = files.flatMap(({ path }, i): FieldError[] => {
    const pointer = `/files/${String(i)}/path`;
    if (files.findIndex((file) => file.path === path) < i) return [{ pointer, message: 'is there twice' }];
    if (path === AGENT_FILE || path === SOUL_FILE || SKILL_FILE.test(path)) return [];
    return [{ pointer, message: `must be ${AGENT_FILE}, ${SOUL_FILE} or skills/<name>/SKILL.md` }];
  });
  if (errors.length > 0) throw invalidRequest('body', errors);
}

function refuseUnused(files: readonly AgentFile[], slugs: readonly string[]): void {
  const errors = files.flatMap(({ path }, i) => {
    const slug = SKILL_FILE.exec(path)?.[1];
    if (slug === undefined || slugs.includes(slug)) return [];
    return [{ pointer: `/files/${String(i)}/path`, message: `is not among the skills of ${AGENT_FILE}` }];
  });
  if (errors.length > 0) throw invalidRequest('body', errors);
}

/** JSON's own types only, and no aliases: a few lines could stand for gigabytes. */
function readYaml<S extends z.ZodType>(text: string, schema: S, root: string, path: string): z.output<S> {
  if (isTooMuch(text)) throw notYaml(root, path, 'it has too many parts, or is nested too deep');
  const document = parseDocument(text, { schema: 'core', uniqueKeys: true, stringKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw notYaml(root, path, problem.message);
  const raw = toJs(document, root, path);
  const unstorable = findUnstorable(raw);
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (unstorable.length === 0 && parsed.success) return parsed.data;
  const errors = parsed.success ? [] : toFieldErrors(parsed.error, schema, root);
  const named = [
    ...unstorable.map(({ pointer, message }) => ({ pointer: root + pointer, message })),
    ...errors,
  ].map(({ pointer, message }) => ({ pointer, message: `(${path}) ${message}` }));
  throw invalidRequest('body', named);
}

/**
 * Asked token by token, before anything is composed of them: composing recurses, which can end the process when it
 * exhausts the stack, and it compares each key of a map with all others.
 */
function isTooMuch(text: string): boolean {
  const parser = new Parser();
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    Array.from(parser.next(token));
    if (tokens > MOST_TOKENS || parser.stack.length > DEEPEST) return true;
  }
  return false;
}

function toJs(document: ReturnType<typeof parseDocument>, root: string, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw notYaml(root, path, 'aliases are not allowed; write the value out');
  }
}

function notYaml(pointer: string, path: string, why: string): Error {
  return invalidRequest('body', [
    { pointer, message: `(${path}) is not plain YAML: ${why.split('\n')[0] ?? ''}` },
  ]);
}

/** Blanks at the begin of a text or at the end of one of its lines: a block of lines does not keep all of them. */
const FRAIL = /^\s|[^\S\n](?=\n|$)/;

function toYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false, schema: 'core' });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && FRAIL.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
}

export function skillFile({ title, description, tags, body }: SkillText): string {
  return `---\n${toYaml({ title, description, tags })}---\n${body}`;
}

export function readSkill({ path, content }: AgentFile, root: string): SkillText {
  const parts = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/.exec(content);
  if (parts === null) {
    const message = `(${path}) must begin with a block between two lines --- that gives the title`;
    throw invalidRequest('body', [{ pointer: root, message }]);
  }
  const head = readYaml(parts[1] ?? '', skillHead, root, path);
  const body = skillBody.safeParse(parts[2] ?? '');
  if (!body.success) {
    const message = `(${path}) must have 1 to ${String(SKILL_BODY_MAX)} characters of text`;
    throw invalidRequest('body', [{ pointer: root + toPointer(['body']), message }]);
  }
  return { ...head, body: body.data };
}

function skillPath(slug: string): string {
  return `skills/${slug}/SKILL.md`;
}

/** A name for each skill that is safe as a folder, and its own. */
function slugsOf(skills: readonly SkillText[]): string[] {
  const taken: string[] = [];
  for (const { title } of skills) {
    const slug = slugOf(title);
    let free = slug;
    for (let i = 2; taken.includes(free); i += 1) free = `${slug}-${String(i)}`;
    taken.push(free);
  }
  return taken;
}

function slugOf(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  const slug = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return slug.slice(0, 60).replace(/-+$/, '') || 'skill';
}
