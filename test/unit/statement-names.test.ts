/** Statements that recur are named, so that connections plan them once; not all, for names are kept. */
import assert from 'node:assert/strict';
import { createStatementNames } from '../../store/statement-names.ts';

describe('names of statements', () => {
  const ask = (sql: string, args: readonly unknown[] = [1]) => ({ sql, args });

  it('are the same for the same text, and others for others', () => {
    const nameOf = createStatementNames();
    const name = nameOf(ask('SELECT $1'));
    assert.notEqual(name, '');
    assert.equal(nameOf(ask('SELECT $1', [2])), name);
    assert.notEqual(nameOf(ask('SELECT $1 + 1')), name);
  });

  it('are not given to what has no parameters', () => {
    assert.equal(createStatementNames()(ask('COMMIT', [])), '');
  });

  it('are given to so many only, and those keep theirs', () => {
    const nameOf = createStatementNames();
    const names = Array.from({ length: 600 }, (_, i) => nameOf(ask(`SELECT $1 + ${String(i)}`)));
    const given = names.filter((name) => name !== '');
    assert.equal(given.length, 500);
    assert.equal(new Set(given).size, 500);
    assert.equal(nameOf(ask('SELECT $1 + 0')), names[0]);
  });
});
