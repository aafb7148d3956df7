import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../../config/settings.ts';
import type { Setting } from '../../../config/values.ts';
import { ENV_EXAMPLE_FILE, envExample } from '../../../scripts/generate-env-example.ts';

const settings = Object.entries(SETTINGS) as [string, Setting<unknown>][];

describe('the table of settings', () => {
  it('gives examples and defaults that are themselves accepted', () => {
    for (const [name, setting] of settings) {
      for (const text of [setting.example, setting.default]) {
        if (text !== undefined) assert.ok(setting.schema.safeParse(text).success, `${name}=${text}`);
      }
    }
  });

  it('describes every variable in whole sentences', () => {
    for (const [name, { doc }] of settings) assert.match(doc, /^\S.*\.$/, name);
  });

  it('marks what looks like a secret as one', () => {
    for (const [name, setting] of settings) {
      if (/KEY$|KEYS$|PASSWORD|DATABASE_.*URL$/.test(name)) assert.equal(setting.secret, true, name);
    }
  });

  it('is what .env.example was made from', () => {
    assert.equal(
      readFileSync(ENV_EXAMPLE_FILE, 'utf8'),
      envExample(),
      'run `node --import tsx scripts/generate-env-example.ts`',
    );
  });
});
