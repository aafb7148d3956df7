/** Whether a person may have a call carried out with other arguments than the model asked for. */
import { type EditContext, type EditRefusal, judgeEdit } from '../domain/approval/judge-edit.ts';
import { isStorable } from '../domain/storable-json.ts';
import { findTool, parseToolArguments } from './registry.ts';

type EditCheck = { readonly ok: true; readonly value: unknown; readonly hash: string } | EditRefusal;

export function checkEdit(toolName: string, raw: unknown, context: EditContext): EditCheck {
  const tool = findTool(toolName);
  const parsed = parseToolArguments(toolName, raw);
  if (!parsed.ok || tool === undefined || !isStorable(parsed.value)) {
    const errors = parsed.ok
      ? [{ pointer: '/', message: 'contains a NUL character or half of a surrogate pair' }]
      : parsed.errors;
    const detail = `The edited arguments do not fit ${toolName}.`;
    return { ok: false, why: 'invalid_arguments', detail, errors };
  }
  const { effect, risk, reads, writes } = tool;
  const refusal = judgeEdit({ toolName, effect, risk, reads, writes }, parsed.value, context);
  return refusal ?? { ok: true, value: parsed.value, hash: parsed.hash };
}
