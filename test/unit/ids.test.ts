import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromPublicId, ID_PREFIXES, type IdKind, requireUuid, toPublicId } from '../../domain/ids.ts';

const KINDS = Object.keys(ID_PREFIXES) as IdKind[];
const kind = fc.constantFrom(...KINDS);

describe('public ids', () => {
  it('are those of the TypeID specification', () => {
    const pairs: [string, string][] = [
      ['00000000-0000-0000-0000-000000000000', 'run_00000000000000000000000000'],
      ['00000000-0000-0000-0000-000000000001', 'run_00000000000000000000000001'],
      ['00000000-0000-0000-0000-000000000020', 'run_00000000000000000000000010'],
      ['ffffffff-ffff-ffff-ffff-ffffffffffff', 'run_7zzzzzzzzzzzzzzzzzzzzzzzzz'],
      ['0110c853-1d09-52d8-d73e-1194e95b5f19', 'run_0123456789abcdefghjkmnpqrs'],
    ];
    for (const [uuid, id] of pairs) {
      assert.equal(toPublicId('run', uuid), id);
      assert.equal(fromPublicId('run', id), uuid);
    }
  });

  it('lead back to the UUID they were made from', () => {
    fc.assert(
      fc.property(kind, fc.uuid(), (each, uuid) => {
        const id = toPublicId(each, uuid);
        assert.match(id, /^[a-z]{3}_[0-9a-z]{26}$/);
        assert.equal(fromPublicId(each, id), uuid);
        assert.equal(requireUuid(each, id), uuid);
      }),
    );
  });

  it('keep the order of their UUIDs, so that newer sorts after older', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        assert.equal(toPublicId('run', a) < toPublicId('run', b), a < b);
      }),
    );
  });

  it('are refused as the id of another kind', () => {
    fc.assert(
      fc.property(kind, kind, fc.uuid(), (made, asked, uuid) => {
        fc.pre(made !== asked);
        assert.equal(fromPublicId(asked, toPublicId(made, uuid)), undefined);
      }),
    );
  });

  it('are refused when anything about them is wrong', () => {
    const good = toPublicId('run', '0110c853-1d09-52d8-d73e-1194e95b5f19');
    const body = good.slice(4);
    const bad = [
      '',
      'run_',
      body,
      `${good}0`,
      good.slice(0, -1),
      good.toUpperCase(),
      ` ${good}`,
      `${good}\n`,
      `run_8${body.slice(1)}`,
      ...['i', 'l', 'o', 'u', '-', 'é'].map((char) => `run_0${char}${body.slice(2)}`),
      '0110c853-1d09-52d8-d73e-1194e95b5f19',
    ];
    for (const text of bad) {
      assert.equal(fromPublicId('run', text), undefined, JSON.stringify(text));
      assert.throws(() => requireUuid('run', text), /not a run id/);
    }
  });

  it('of any other text are refused, unless that text is the id itself', () => {
    fc.assert(
      fc.property(kind, fc.string({ maxLength: 40 }), (each, text) => {
        for (const candidate of [text, `${ID_PREFIXES[each]}_${text}`]) {
          const uuid = fromPublicId(each, candidate);
          if (uuid !== undefined) assert.equal(toPublicId(each, uuid), candidate);
        }
      }),
    );
  });

  it('are only made from UUIDs', () => {
    for (const text of ['', 'x', '0110c853', '0110c853-1d09-52d8-d73e-1194e95b5f1g']) {
      assert.throws(() => toPublicId('run', text), /not a UUID/);
    }
  });

  it('have a prefix of their own for each kind', () => {
    assert.equal(new Set(Object.values(ID_PREFIXES)).size, KINDS.length);
  });
});
