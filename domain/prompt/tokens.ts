/**
 * How many tokens a text is, about: four characters of English or German prose make one with the tokenizers in use
 * (OpenAI's help pages give the same rule of thumb). Good for showing a cost, never for a limit.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
