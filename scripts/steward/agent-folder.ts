/** An agent as a folder: `agent.yaml`, `SOUL.md`, `skills/<name>/SKILL.md`, byte for byte what the API gives and takes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LineCounter, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { AgentFile } from '../../domain/contracts/agent-files.ts';
import type { FieldError } from '../../domain/errors.ts';
import { Failure } from './failure.ts';

const AGENT_FILE = 'agent.yaml';
const SOUL_FILE = 'SOUL.md';
/** Nothing else is written, read or removed, whatever the other side says. */
const OURS = /^(agent\.yaml|SOUL\.md|skills\/[a-z0-9][a-z0-9-]{0,79}\/SKILL\.md)$/;

/** Afterwards the folder is this agent: files of skills that it no longer has are gone, other people's stay. */
export function writeAgentFolder(folder: string, files: readonly AgentFile[]): void {
  const foreign = files.find(({ path }) => !OURS.test(path));
  if (foreign !== undefined) throw new Failure(`The API gave a file that no agent has: ${foreign.path}`);
  const kept = new Set(files.map(({ path }) => path));
  // In a folder that was no agent before, files of these names are somebody else's.
  const old = existsSync(join(folder, AGENT_FILE)) ? agentPaths(folder) : [];
  for (const path of old) if (OURS.test(path) && !kept.has(path)) rmSync(join(folder, path));
  for (const { path, content } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

export function readAgentFolder(folder: string): AgentFile[] {
  return agentPaths(folder).map((path) => ({ path, content: readText(join(folder, path)) }));
}

/** The folder itself, or those in it, that are agents. */
export function agentFolders(folder: string): string[] {
  if (existsSync(join(folder, AGENT_FILE))) return [folder];
  const inside = directories(folder).map((name) => join(folder, name));
  const found = inside.filter((one) => existsSync(join(one, AGENT_FILE)));
  if (found.length > 0) return found;
  throw new Failure(`${folder} holds no ${AGENT_FILE}, nor do the folders in it.`);
}

/** Agents before those that ask them: a name leads nowhere until its agent is there. */
export function delegatesFirst(folders: readonly string[]): string[] {
  const ordered: string[] = [];
  let open = folders.map((folder) => ({ folder, ...headOf(folder) }));
  while (open.length > 0) {
    const ready = open.filter(
      (one) => !open.some((other) => other !== one && one.delegates.includes(other.name)),
    );
    // In a circle nobody can be first: the API says whom it misses.
    const next = ready.length > 0 ? ready : open.slice(0, 1);
    ordered.push(...next.map(({ folder }) => folder));
    open = open.filter((one) => !next.includes(one));
  }
  return ordered;
}

/** As far as it can be read: what is wrong with it, the API says. */
function headOf(folder: string): { readonly name: string; readonly delegates: readonly string[] } {
  const document = parseDocument(readText(join(folder, AGENT_FILE)));
  const textAt = (node: unknown): string =>
    isScalar(node) && typeof node.value === 'string' ? node.value.trim() : '';
  const list = document.getIn(['delegates'], true);
  return {
    name: textAt(document.getIn(['name'], true)),
    delegates: isSeq(list) ? list.items.map(textAt) : [],
  };
}

function agentPaths(folder: string): string[] {
  const skills = directories(join(folder, 'skills')).map((name) => `skills/${name}/SKILL.md`);
  return [AGENT_FILE, SOUL_FILE, ...skills].filter((path) => existsSync(join(folder, path)));
}

function directories(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** What the API says about `/files/2/content/title`, said about a line of a file. */
export function locate(
  folder: string,
  files: readonly AgentFile[],
  { pointer, message }: FieldError,
): string {
  const [, index, part, ...keys] = pointer.split('/').slice(1);
  const file = files[Number(index)];
  if (file === undefined) return `${folder}: ${message}`;
  const line = part === 'content' ? lineOf(file, keys.map(unescape)) : undefined;
  const place = join(folder, file.path) + (line === undefined ? '' : `:${String(line)}`);
  return `${place}: ${[...(keys.length === 0 ? [] : [`/${keys.join('/')}`]), message].join(' ')}`;
}

/** The line of what `keys` lead to, or of the nearest thing around it; without keys, of the first mistake. */
function lineOf(file: AgentFile, keys: readonly string[]): number | undefined {
  const { yaml, linesBefore } = yamlOf(file);
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter });
  const mistake = document.errors[0]?.linePos?.[0].line;
  if (mistake !== undefined) return mistake + linesBefore;
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line + linesBefore;
  }
  return undefined;
}

function yamlOf({ path, content }: AgentFile): { yaml: string; linesBefore: number } {
  if (path === AGENT_FILE) return { yaml: content, linesBefore: 0 };
  return { yaml: /^---\n([\s\S]*?\n)---\n/.exec(content)?.[1] ?? '', linesBefore: 1 };
}

function unescape(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
