/** Whether a text mentions a topic: its words in a row, whatever their endings ("refund", "Refunds", "Rückerstattungen"). */
import { foldedStems } from './folded-words.ts';

/** Words at least this long also count as the beginning of a compound ("versicherung" in "Versicherungsnummer"). */
const LONG_STEM = 6;

/** The first of the topics that the text mentions, or undefined. */
export function mentionedTopic(text: string, topics: readonly string[]): string | undefined {
  if (topics.length === 0) return undefined;
  const words = foldedStems(text);
  return topics.find((topic) => mentions(words, foldedStems(topic)));
}

function mentions(words: readonly string[], topic: readonly string[]): boolean {
  if (topic.length === 0) return false;
  return words.some((_, start) => topic.every((word, i) => isWord(words[start + i], word)));
}

function isWord(word: string | undefined, wanted: string): boolean {
  return word === wanted || (wanted.length >= LONG_STEM && (word?.startsWith(wanted) ?? false));
}
