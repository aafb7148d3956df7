/** From the list that a caller sends to one that can be stored: every rule has a key, and every name exists. */
import type { ReplaceRulesBody } from '../../../domain/contracts/rules.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { nearMatches } from '../../../domain/near-matches.ts';
import type { Enforcement } from '../../../domain/rules/enforcement.ts';
import { fold } from '../../../domain/rules/folded-words.ts';
import type { RuleInput } from '../../../store/rules.store.ts';
import { findTool, TOOLS } from '../../../tools/registry.ts';
import { invalidRequest } from '../../validation/parse.ts';

type Given = ReplaceRulesBody['rules'];

export function rulesOrRefuse(given: Given, platformKeys: readonly string[]): RuleInput[] {
  const errors = [...keyErrors(given, platformKeys), ...given.flatMap(enforcementErrors)];
  if (errors.length > 0) throw invalidRequest('body', errors);
  const taken = new Set([...platformKeys, ...given.flatMap(({ key }) => (key === undefined ? [] : [key]))]);
  return given.map(({ key, text, enforcement }) => ({ key: key ?? newKey(text, taken), text, enforcement }));
}

function keyErrors(given: Given, platformKeys: readonly string[]): FieldError[] {
  return given.flatMap(({ key }, i) => {
    const pointer = `/rules/${String(i)}/key`;
    if (key === undefined) return [];
    if (platformKeys.includes(key)) {
      return [{ pointer, message: 'is the key of a rule of the platform, which cannot be changed' }];
    }
    const isRepeated = given.findIndex((other) => other.key === key) < i;
    return isRepeated ? [{ pointer, message: 'is the key of another rule of the list' }] : [];
  });
}

function enforcementErrors({ enforcement }: Given[number], i: number): FieldError[] {
  const pointer = `/rules/${String(i)}/enforcement`;
  if (enforcement === null || !isAboutCalls(enforcement)) return [];
  const { tools = [], risks = [] } = enforcement;
  if (tools.length + risks.length === 0) {
    return [{ pointer, message: 'must name at least one tool or risk' }];
  }
  const known = TOOLS.map((tool) => tool.name);
  return tools.flatMap((name, at) => {
    if (findTool(name) !== undefined) return [];
    const near = nearMatches(name, known);
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `choose one of ${known.join(', ')}`;
    return [{ pointer: `${pointer}/tools/${String(at)}`, message: `is not a tool: ${hint}` }];
  });
}

function isAboutCalls(
  enforcement: Enforcement,
): enforcement is Extract<Enforcement, { type: 'deny' | 'require_approval' }> {
  return enforcement.type === 'deny' || enforcement.type === 'require_approval';
}

/** The first words of the text, made different from the keys that are taken. */
function newKey(text: string, taken: Set<string>): string {
  const words = fold(text).match(/[a-z0-9]+/g) ?? [];
  const slug = words.slice(0, 6).join('_').slice(0, 50);
  const base = /^[a-z]/.test(slug) ? slug : `rule_${slug}`.replace(/_$/, '');
  let key = base;
  for (let n = 2; taken.has(key); n += 1) key = `${base}_${String(n)}`;
  taken.add(key);
  return key;
}
