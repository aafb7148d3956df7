/** Whether a person may have a call carried out with other arguments than the model asked for. */
import { type EditContext, type EditRefusal, judgeEdit } from '../domain/approval/judge-edit.ts';
import { isStorable } from '../domain/storable-json.ts';
import { parseArgumentsOf } from './registry.ts';
import { type Toolbox, toolboxWith } from './toolbox.ts';

type EditCheck = { readonly ok: true; readonly value: unknown; readonly hash: string } | EditRefusal;
type CheckEdit = (toolName: string, raw: unknown, context: EditContext) => EditCheck;

/** For calls of built-in tools. */
export const checkEdit: CheckEdit = checkEditAmong(toolboxWith([]));

export function checkEditAmong(tools: Toolbox): CheckEdit {
  return (toolName, raw, context) => {
    const tool = tools.find(toolName);
    const detail = `The edited arguments do not fit ${toolName}.`;
    if (tool === undefined) {
      const errors = [{ pointer: '', message: `there is no tool "${toolName}"` }];
      return { ok: false, why: 'invalid_arguments', detail, errors };
    }
    const parsed = parseArgumentsOf(tool, raw);
    if (!parsed.ok || !isStorable(parsed.value)) {
      const errors = parsed.ok
        ? [{ pointer: '/', message: 'contains a NUL character or half of a surrogate pair' }]
        : parsed.errors;
      return { ok: false, why: 'invalid_arguments', detail, errors };
    }
    const { effect, risk, reads, writes } = tool;
    const refusal = judgeEdit({ toolName, effect, risk, reads, writes }, parsed.value, context);
    return refusal ?? { ok: true, value: parsed.value, hash: parsed.hash };
  };
}
