/** Whether a person may have a call carried out with other arguments than the model asked for. */
import { type EditContext, type EditRefusal, judgeEdit } from '../domain/approval/judge-edit.ts';
import { hiddenCharacterIn } from '../domain/prompt/hidden-characters.ts';
import type { Finding } from '../domain/rules/decide.ts';
import { isStorable } from '../domain/storable-json.ts';
import { policyFactsOf } from './define-tool.ts';
import { parseArgumentsOf } from './registry.ts';
import { type Toolbox, toolboxWith } from './toolbox.ts';

type EditCheck =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly hash: string;
      readonly newReasons: readonly Finding[];
    }
  | EditRefusal;
type CheckEdit = (toolName: string, raw: unknown, context: EditContext) => EditCheck;

/** For calls of built-in tools. */
export const checkEdit: CheckEdit = checkEditAmong(toolboxWith([]));

export function checkEditAmong(tools: Toolbox): CheckEdit {
  return (toolName, raw, context) => {
    const tool = tools.find(toolName);
    const detail = `The edited arguments do not fit ${toolName}.`;
    const refused = (errors: EditRefusal['errors']): EditRefusal => ({
      ok: false,
      why: 'invalid_arguments',
      detail,
      errors,
    });
    if (tool === undefined) return refused([{ pointer: '', message: `there is no tool "${toolName}"` }]);
    const parsed = parseArgumentsOf(tool, raw);
    if (!parsed.ok) return refused(parsed.errors);
    const unfit = unfitCharacters(parsed.value);
    if (unfit !== undefined) return refused([{ pointer: '/', message: `contains ${unfit}` }]);
    const judged = judgeEdit(policyFactsOf(tool), parsed.value, context);
    return judged.ok ? { ...judged, value: parsed.value, hash: parsed.hash } : judged;
  };
}

/** What cannot be stored, or would not be seen by whoever approves second or receives it. */
function unfitCharacters(args: unknown): string | undefined {
  if (!isStorable(args)) return 'a NUL character or half of a surrogate pair';
  const hidden = hiddenCharacterIn(args);
  return hidden && `the invisible character ${hidden}; leave out what cannot be seen`;
}
