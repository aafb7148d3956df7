import { isObject, listAt, objectAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { Random } from '../random.ts';
import { plainSchema } from '../schema-shape.ts';
import { valueFor } from '../schema-values.ts';
import { fitArguments } from './fit-arguments.ts';
import { offered, resultOf } from './scene.ts';
import type { Call, Scene } from './scene.ts';

/** A call of a tool, when it is offered and was not tried yet: what came of it, a play does not do again. */
export function once(scene: Scene, name: string, wanted: JsonObject): Call[] {
  const tool = offered(scene, name);
  if (!tool || scene.results.some((outcome) => outcome.name === name)) return [];
  return [{ name, arguments: fitArguments(tool, wanted) }];
}

/** Whether a tool was called and worked. */
export function worked(scene: Scene, name: string): boolean {
  return resultOf(scene, name) !== undefined;
}

/** The value as JSON; where something else was asked for, whatever fits that. */
export function jsonAnswer(scene: Scene, value: JsonObject): string {
  const { responseFormat } = scene.request;
  if (responseFormat.type !== 'json_schema') return JSON.stringify(value);
  const { schema } = responseFormat;
  const { properties } = plainSchema(schema, schema);
  const fits = isObject(properties) && Object.keys(properties).every((key) => key in value);
  return JSON.stringify(fits ? value : valueFor(schema, new Random(1)));
}

interface Spoken {
  id: string;
  type: string;
  day: string;
  /** Whether somebody outside said it. */
  inbound: boolean;
  text: string;
}

/** What was said or written in a record: message text, call summary, note. */
export function spokenIn(record: JsonObject): Spoken {
  const properties = objectAt(record, 'properties');
  const text = ['text', 'summary', 'details', 'interest'].map((key) => textAt(properties, key));
  return {
    id: textAt(record, 'id'),
    type: textAt(record, 'type'),
    day: textAt(record, 'at').slice(0, 10),
    inbound: !/^out/.test(textAt(properties, 'direction')),
    text: text.filter((part) => part !== '').join(' '),
  };
}

/** The record that was read, with what is linked to it. */
export function recordRead(scene: Scene): { record: JsonObject; linked: JsonObject[] } {
  const data = resultOf(scene, 'get_object') ?? {};
  return { record: objectAt(data, 'object'), linked: listAt(data, 'related') };
}

export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((part) => part.replace(/^[\s*•-]+/, '').trim())
    .filter((part) => part.length > 3);
}

export function shorten(text: string, longest: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= longest ? flat : `${flat.slice(0, longest).replace(/\s\S*$/, '')} …`;
}
