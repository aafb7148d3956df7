import { isObject, objectAt, textAt } from '../json.ts';
import { Random } from '../random.ts';
import { plainSchema } from '../schema-shape.ts';
import { valueFor } from '../schema-values.ts';
import { OTHER, TOPICS } from './reply-topics.ts';
import type { Language, Topic } from './reply-topics.ts';
import type { Play, Scene } from './scene.ts';

const LEVELS = ['high', 'medium', 'low'] as const;

const GERMAN =
  /[äöüß]|\b(?:ich|und|der|die|das|wir|ihr|sie|ist|sind|nicht|ein|eine|wann|wie|kann|können|möchte|habt|haben|bitte|danke|hallo|moin|heute|morgen|für|mit|uhr|noch|auf)\b/gi;
const ENGLISH =
  /\b(?:i|the|and|you|your|is|are|not|a|an|when|how|can|could|would|like|have|please|thanks|hello|hi|today|tomorrow|for|with|to|we|my|do|what)\b/gi;
const DAY_EN =
  /\b(?:(?:this|next|on)\s+)?(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|next week)(?:\s+(?:morning|afternoon|evening))?\b/i;
const DAY_DE =
  /\b(?:(?:am|diesen|nächsten|kommenden)\s+)?(?:heute|morgen|übermorgen|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|wochenende|nächste woche)(?:\s*(?:früh|vormittag|nachmittag|abend))?(?!\p{L})/iu;
const TIME_EN = /\bat\s+\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|o['’]clock)?(?!\d)/i;
const TIME_DE = /\bum\s+\d{1,2}(?:[:.]\d{2})?(?:\s*uhr)?(?!\d)/i;

/** Three suggested answers to what somebody wrote, in the language they wrote it in. */
export const textReply: Play = {
  reads: () => [],
  answer: (scene) => {
    const message = textAt(scene.input, 'message') || scene.plainText;
    const suggestions = suggest(message, textAt(objectAt(scene.input, 'contact'), 'name'));
    const { responseFormat } = scene.request;
    if (responseFormat.type === 'text') return lines(suggestions);
    const answer = { suggestions: LEVELS.map((confidence, at) => ({ confidence, text: suggestions[at] })) };
    if (responseFormat.type === 'json_schema' && !takesSuggestions(scene)) {
      return JSON.stringify(valueFor(responseFormat.schema, new Random(1)));
    }
    return JSON.stringify(answer);
  },
};

function lines(suggestions: string[]): string {
  return LEVELS.map((level, at) => `${level}: ${suggestions[at] ?? ''}`).join('\n');
}

function takesSuggestions(scene: Scene): boolean {
  const { responseFormat } = scene.request;
  if (responseFormat.type !== 'json_schema') return true;
  const { properties } = plainSchema(responseFormat.schema, responseFormat.schema);
  return isObject(properties) && 'suggestions' in properties;
}

export function suggest(message: string, name: string): string[] {
  const language = languageOf(message);
  const topic: Topic = TOPICS.find(({ words }) => words.test(message)) ?? OTHER;
  const when = whenOf(message, language);
  const quote = quoteOf(message);
  const first = name.trim().split(/\s+/)[0] ?? '';
  const greeting = first === '' ? '' : `${language === 'de' ? 'Hallo' : 'Hi'} ${first}! `;
  return topic[language].map((text, at) => {
    const filled = text.replaceAll('{when}', when === '' ? '' : ` ${when}`).replaceAll('{quote}', quote);
    return at === 0 ? greeting + filled : filled;
  });
}

function languageOf(message: string): Language {
  const german = message.match(GERMAN)?.length ?? 0;
  const english = message.match(ENGLISH)?.length ?? 0;
  return german > english ? 'de' : 'en';
}

/** The day and time the sender named, as "for Saturday at 10"; empty when none was named. */
function whenOf(message: string, language: Language): string {
  const german = language === 'de';
  const day = (german ? DAY_DE : DAY_EN).exec(message)?.[0] ?? '';
  const time = (german ? TIME_DE : TIME_EN).exec(message)?.[0] ?? '';
  const plainDay = day.replace(/^(?:on|am)\s+/i, '').replace(/^(?=wochenende)/i, 'das ');
  const named = [plainDay.replace(/^weekend/i, 'the weekend'), time.trim()].filter((part) => part !== '');
  return named.length === 0 ? '' : `${german ? 'für' : 'for'} ${named.join(' ')}`;
}

function quoteOf(message: string): string {
  const flat = message.replace(/[\s"“”„]+/g, ' ').trim();
  if (flat.length <= 60) return flat.replace(/[.!?]+$/, '');
  return `${flat.slice(0, 60).replace(/\s\S*$/, '')} …`;
}
