/**
 * What a provider's finish reason says of the answer. Only what is known to mean a whole answer counts as one: servers
 * that speak the same protocol have words of their own for an answer that broke off (`error`, `abort`,
 * `insufficient_system_resource`), and more will come.
 */
export type AnswerEnd = 'whole' | 'cut' | 'withheld' | 'broken';

const ENDS: Readonly<Record<string, AnswerEnd>> = {
  stop: 'whole',
  tool_calls: 'whole',
  function_call: 'whole',
  // Servers that pass on what the model's own runtime or another protocol calls a regular end.
  eos: 'whole',
  end: 'whole',
  end_turn: 'whole',
  tool_use: 'whole',
  length: 'cut',
  model_length: 'cut',
  max_tokens: 'cut',
  content_filter: 'withheld',
};

export function endOf(finishReason: string): AnswerEnd {
  const reason = finishReason.toLowerCase();
  return Object.hasOwn(ENDS, reason) ? (ENDS[reason] ?? 'broken') : 'broken';
}
