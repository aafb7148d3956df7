import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isStorable, storableJson, storableText } from '../../../domain/storable-json.ts';

/** Texts in which NUL, halves of surrogate pairs and backslashes are frequent. */
const text = fc
  .array(fc.constantFrom('a', '\0', '\ud83d', '\ude00', '😀', '\\', '\\u0000', '\\ud800', '"', 'u0000'))
  .map((parts) => parts.join(''));

const isWhole = (value: string): boolean => !value.includes('\0') && !/\p{Surrogate}/u.test(value);

describe('JSON for a column', () => {
  it('keeps what can be stored as it is', () => {
    const value = { 'a\\u0000': ['😀', 'back\\slash', '\\ud800', 1, null, { b: true }] };
    assert.equal(storableJson(value), JSON.stringify(value));
    assert.equal(isStorable(value), true);
  });

  it('replaces NUL and halves of surrogate pairs, in texts and in names, and nothing else', () => {
    const value = { 'a\0': 'b\ud83dc', d: ['\ude00', '\\\0'] };
    assert.deepEqual(JSON.parse(storableJson(value)), { 'a\ufffd': 'b\ufffdc', d: ['\ufffd', '\\\ufffd'] });
    assert.equal(isStorable(value), false);
  });

  it('is storable, and says so, for any text', () => {
    fc.assert(
      fc.property(text, (value) => {
        const [kept] = JSON.parse(storableJson([value])) as [string];
        assert.ok(isWhole(kept));
        assert.equal(kept.length, value.length);
        assert.equal(isStorable([value]), isWhole(value));
        assert.equal(kept === value, isWhole(value));
      }),
    );
  });

  it('leaves out NUL from a text', () => {
    assert.equal(storableText('a\0b'), 'a\ufffdb');
  });
});
