import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Keyring, type Place, type Sealed, UnreadableSecret } from '../../../store/encryption/keyring.ts';

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const OLD = key('old', 1);
const NEW = key('new', 2);
const PLACE: Place = { organizationId: 'org-a', table: 'credential', row: 'row-1', field: 'secret' };

function flip(bytes: Uint8Array, position: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(bytes);
  const at = position % changed.length;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe('a keyring', () => {
  const ring = new Keyring([OLD]);

  it('gives back what was sealed, whatever it is, and never seals two things alike (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [one, two] = [ring.seal(text, PLACE), ring.seal(text, PLACE)];
        assert.equal(ring.open(one, PLACE), Buffer.from(text).toString());
        assert.notDeepEqual(one.ciphertext, two.ciphertext);
        assert.notDeepEqual(one.wrappedKey, two.wrappedKey);
      }),
    );
  });

  it('opens nothing that stands at another place', () => {
    const sealed = ring.seal('a secret', PLACE);
    for (const other of [
      { ...PLACE, organizationId: 'org-b' },
      { ...PLACE, table: 'channel' },
      { ...PLACE, row: 'row-2' },
      { ...PLACE, field: 'other' },
      { ...PLACE, row: 'row', field: '-1secret' },
    ]) {
      assert.throws(() => ring.open(sealed, other), UnreadableSecret);
    }
  });

  it('opens nothing in which a single bit was changed, nor parts of two (property)', () => {
    const sealed = ring.seal('a secret', PLACE);
    const another = ring.seal('another secret', PLACE);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('ciphertext', 'wrappedKey'), (position, part) => {
        const changed: Sealed = { ...sealed, [part]: flip(sealed[part], position) };
        assert.throws(() => ring.open(changed, PLACE), UnreadableSecret);
      }),
    );
    assert.throws(() => ring.open({ ...sealed, ciphertext: another.ciphertext }, PLACE), UnreadableSecret);
    for (const short of [new Uint8Array(), new Uint8Array(randomBytes(28))])
      assert.throws(() => ring.open({ ...sealed, ciphertext: short }, PLACE), UnreadableSecret);
  });

  it('goes on opening what an older key holds, and seals with the first', () => {
    const old = ring.seal('a secret', PLACE);
    const both = new Keyring([NEW, OLD]);
    assert.equal(both.open(old, PLACE), 'a secret');
    assert.equal(both.seal('a secret', PLACE).keyId, 'new');
  });

  it('moves a secret to the first key without touching it', () => {
    const old = ring.seal('a secret', PLACE);
    const both = new Keyring([NEW, OLD]);
    const moved = both.rewrap(old, PLACE);
    assert.equal(moved?.keyId, 'new');
    assert.equal(new Keyring([NEW]).open({ ...old, ...moved }, PLACE), 'a secret');
    assert.equal(both.rewrap({ ...old, ...moved }, PLACE), undefined, 'there is nothing to move');
    assert.throws(() => both.rewrap(old, { ...PLACE, organizationId: 'org-b' }), UnreadableSecret);
  });

  it('says which key is missing', () => {
    const old = ring.seal('a secret', PLACE);
    assert.throws(
      () => new Keyring([NEW]).open(old, PLACE),
      /has no key "old" \(it has: "new"\); put it back/,
    );
    assert.throws(() => new Keyring([]).open(old, PLACE), /it has: none/);
    assert.throws(() => new Keyring([]).seal('a secret', PLACE), { code: 'unavailable' });
    const wrong = new Keyring([{ id: 'old', key: Buffer.alloc(32, 9) }]);
    assert.throws(() => wrong.open(old, PLACE), /wrong key, or changed since/);
  });
});
