/** Arguments that a tool's own schema takes, with the ids and words of somebody else wherever there is room. */
import { z } from 'zod';
import { toPublicId } from '../../domain/ids.ts';
import type { Tool } from '../../tools/define-tool.ts';
import type { Tenant } from '../support/tenant.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** One set for each word that texts are filled with; those that the schema refuses are left out. */
export function argumentsFor(tool: Tool, target: Tenant): unknown[] {
  const schema = z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  const words = [toPublicId('object', target.otherId), target.canary, '+4915555550000', 'contact', 'task'];
  const tried = words.flatMap((word) => [false, true].map((optional) => valueOf(schema, word, optional)));
  const fitting = tried.filter((args) => tool.input.safeParse(args).success);
  return [...new Map(fitting.map((args) => [JSON.stringify(args), args])).values()];
}

function valueOf(schema: Schema, word: string, optional: boolean): unknown {
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return valueOf(choice, word, optional);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const make = MAKERS[schema.type ?? 'string'] ?? textOf;
  return make(schema, word, optional);
}

const MAKERS: Readonly<Record<string, (schema: Schema, word: string, optional: boolean) => unknown>> = {
  object: objectOf,
  array: ({ items = {} }, word, optional) => [valueOf(items, word, optional)],
  integer: ({ minimum = 1 }) => Math.max(1, minimum),
  number: ({ minimum = 1 }) => Math.max(1, minimum),
  boolean: () => true,
};

function objectOf(schema: Schema, word: string, optional: boolean): Record<string, unknown> {
  const names = Object.keys(schema.properties ?? {});
  const wanted = optional ? names : names.filter((name) => schema.required?.includes(name));
  return Object.fromEntries(
    wanted.map((name) => [name, valueOf(schema.properties?.[name] ?? {}, word, optional)]),
  );
}

function textOf({ format, pattern }: Schema, word: string): string {
  if (format === 'date-time') return '2031-03-15T11:00:00Z';
  if (format === 'date') return '2031-03-15';
  if (format === 'uri') return `https://school.test/?q=${encodeURIComponent(word)}`;
  if (format === 'email') return 'somebody@school.test';
  return pattern === undefined || new RegExp(pattern).test(word) ? word : 'simulator';
}
