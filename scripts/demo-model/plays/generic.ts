import { isObject, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { OfferedTool } from '../protocol.ts';
import { Random } from '../random.ts';
import { valueFor } from '../schema-values.ts';
import { hashText } from '../usage.ts';
import { fitArguments } from './fit-arguments.ts';
import { bullets, inline, missingData } from './markdown.ts';
import type { Call, Outcome, Play, Scene } from './scene.ts';

const READING = /^(?:get|list|search|find|read|look|query|count|describe)/;
const MOST_CALLS = 2;

/** For kinds without a play of their own: looks up what seems relevant and says what it found. */
export const generic: Play = {
  reads: (scene) => pickCalls({ ...scene, request: { ...scene.request, tools: readingTools(scene) } }),
  answer: (scene) => {
    const { responseFormat, messages } = scene.request;
    const random = new Random(hashText(messages.map((message) => message.text).join('\n')));
    if (responseFormat.type === 'json_schema') return JSON.stringify(valueFor(responseFormat.schema, random));
    const summary = summarize(scene);
    return responseFormat.type === 'json_object' ? JSON.stringify({ answer: summary }) : summary;
  },
};

/** Up to two offered tools whose names and descriptions share most words with what was asked. */
export function pickCalls(scene: Scene): Call[] {
  const asked = wordsOf([scene.kind, scene.plainText, JSON.stringify(scene.input), ...scene.goals].join(' '));
  const scored = scene.request.tools.map((tool) => ({ tool, score: overlap(tool, asked) }));
  scored.sort((left, right) => right.score - left.score);
  return scored
    .slice(0, MOST_CALLS)
    .map(({ tool }) => ({ name: tool.name, arguments: fitArguments(tool, scene.input) }));
}

function readingTools(scene: Scene): OfferedTool[] {
  return scene.request.tools.filter((tool) => READING.test(tool.name));
}

function overlap(tool: OfferedTool, asked: Set<string>): number {
  const own = wordsOf(`${tool.name} ${tool.description}`);
  return [...own].filter((word) => asked.has(word)).length;
}

function wordsOf(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter((word) => word.length > 3)
      .map((word) => word.replace(/s$/, '')),
  );
}

function summarize(scene: Scene): string {
  const found = scene.results.filter((outcome) => !outcome.error && outcome.name !== 'send_message');
  const asked = inline(scene.plainText || firstText(scene.input), 160);
  const opening = asked === '' ? 'Here is the result.' : `About “${asked}”:`;
  const parts = found.map((outcome) => `**${titleOf(outcome)}**\n${bullets(factsOf(outcome.data))}`);
  const none = parts.length === 0 ? ['There was no data to look at for this.'] : parts;
  return [opening, ...none, missingData(scene)].filter((part) => part !== '').join('\n\n');
}

function firstText(input: JsonObject): string {
  return Object.values(input).find((value) => typeof value === 'string') ?? '';
}

function titleOf(outcome: Outcome): string {
  const words = outcome.name.replace(/^[a-z]+_/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function factsOf(data: JsonObject): string[] {
  const facts: string[] = [];
  for (const [key, value] of Object.entries(data)) {
    if (facts.length === 8) break;
    const label = key.replace(/([A-Z])/g, ' $1').toLowerCase();
    if (isObject(value)) facts.push(`${label}: ${scalars(value)}`);
    else if (textAt(data, key) !== '') facts.push(`${label}: ${inline(textAt(data, key))}`);
  }
  return facts.length === 0 ? ['no details'] : facts;
}

function scalars(value: JsonObject): string {
  const shown = Object.keys(value).filter((key) => textAt(value, key) !== '');
  return shown.map((key) => `${key} ${inline(textAt(value, key))}`).join(', ');
}
