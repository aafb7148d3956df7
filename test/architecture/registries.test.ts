import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { z } from 'zod';
import { TOOL_EFFECTS, TOOL_RISKS } from '../../domain/tools/tool-facts.ts';
import { findTool, TOOLS } from '../../tools/registry.ts';
import { listFiles, readText } from './repository.ts';

interface JsonSchema {
  readonly type?: string;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, { description?: string }>>;
}

/** Files of tools/ that define a tool, by what they call. */
const TOOL_FILES = listFiles('tools', '.ts').filter(
  (path) => basename(path) !== 'define-tool.ts' && readText(path).includes('defineTool('),
);

function fileName(toolName: string): string {
  return toolName.replaceAll('_', '-');
}

describe('the registry of tools', () => {
  it('names each tool once, in snake_case', () => {
    const names = TOOLS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const name of names) assert.match(name, /^[a-z]+(_[a-z]+)*$/);
  });

  it('lists every file that defines a tool, and each file is named after its tool', () => {
    assert.deepEqual(TOOL_FILES, TOOLS.map(({ name }) => `tools/${fileName(name)}.ts`).sort());
  });

  it('finds tools by their name alone', () => {
    assert.equal(findTool('send_message')?.name, 'send_message');
    assert.equal(findTool('constructor'), undefined);
  });

  for (const tool of TOOLS) {
    describe(tool.name, () => {
      it('has a test file of its own', () => {
        const test = `test/unit/tools/${fileName(tool.name)}.test.ts`;
        assert.ok(listFiles('test/unit/tools', '.test.ts').includes(test), `${test} is missing`);
      });

      it('says what it does, and what it may do to the world', () => {
        assert.ok(tool.description.length >= 30, tool.description);
        assert.match(tool.description, /^[A-Z].*\.$/s);
        assert.ok(TOOL_EFFECTS.includes(tool.effect));
        assert.ok(TOOL_RISKS.includes(tool.risk));
        assert.equal(
          tool.effect === 'pure',
          tool.risk === 'read',
          'reading has no effect, and nothing else is reading',
        );
      });

      it('takes an object of described arguments and refuses all others', () => {
        const schema = z.toJSONSchema(tool.input, { io: 'input' }) as JsonSchema;
        assert.equal(schema.type, 'object');
        assert.equal(schema.additionalProperties, false);
        for (const [name, argument] of Object.entries(schema.properties ?? {}))
          assert.ok((argument.description ?? '').length > 10, `${name} has no description`);
      });

      it('promises a closed object as its result', () => {
        const schema = z.toJSONSchema(tool.output, { io: 'output' }) as JsonSchema;
        assert.equal(schema.type, 'object');
        assert.equal(schema.additionalProperties, false);
      });
    });
  }
});
