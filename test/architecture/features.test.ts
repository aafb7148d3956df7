/** docs/features.md claims something for every feature; here each claim is held against the test that shows it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, ROOT, tableRows } from './repository.ts';

const STATES = ['works', 'partly', 'not yet'];
/** A file and the title of a test in it: `test/unit/ids.test.ts` "turns an id back into its UUID". */
const EVIDENCE = /`(test\/[^`]+\.test\.tsx?)` "([^"]+)"/g;

const rows = tableRows(readText('docs/features.md')).map(
  ([id = '', feature = '', state = '', shownBy = '']) => ({
    id,
    feature,
    state,
    evidence: [...shownBy.matchAll(EVIDENCE)].map(([, file = '', title = '']) => ({ file, title })),
    shownBy,
  }),
);

/** The sources of titles, without their quotes; a title made from a template is found by its literal parts. */
function hasTitle(file: string, title: string): boolean {
  const titles = [...readText(file).matchAll(/\b(?:describe|it|context)\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)];
  return titles.some(([, quote = '', raw = '']) => {
    const text = raw.replaceAll(`\\${quote}`, quote);
    if (!text.includes('${')) return text === title;
    const parts = text.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(title);
  });
}

describe('docs/features.md', () => {
  it('has a row for every numbered paragraph of the specification', () => {
    const paragraphs = [
      ...range(2, 8),
      ...range(3, 8),
      ...range(4, 5),
      ...range(5, 4),
      ...range(6, 1),
      ...range(7, 5),
      ...range(8, 4),
      ...range(9, 5),
      ...range(10, 4),
      ...range(11, 9),
      ...range(12, 4),
      ...range(13, 6),
      ...range(14, 5),
      ...range(15, 4),
      ...range(16, 3),
      ...range(17, 5),
    ];
    const covered = new Set(rows.map((row) => row.id.replace(/[a-z]$/, '')));
    assert.deepEqual(
      paragraphs.filter((paragraph) => !covered.has(paragraph)),
      [],
    );
  });

  it('gives every row an id of its own, a feature and a state', () => {
    assert.equal(new Set(rows.map((row) => row.id)).size, rows.length);
    for (const { id, feature, state } of rows) {
      assert.match(id, /^\d+\.\d+[a-z]?$/);
      assert.ok(feature.length > 5, id);
      assert.ok(STATES.includes(state), `${id}: "${state}" is not one of ${STATES.join(', ')}`);
    }
  });

  it('shows what works, wholly or partly, by tests that exist', () => {
    for (const { id, state, evidence } of rows.filter((row) => row.state !== 'not yet')) {
      assert.ok(evidence.length > 0, `${id} is said to be "${state}" without a test`);
      for (const { file, title } of evidence) {
        assert.ok(existsSync(join(ROOT, file)), `${id}: ${file} does not exist`);
        assert.ok(hasTitle(file, title), `${id}: ${file} has no test "${title}"`);
      }
    }
  });

  it('says of what works partly what is missing', () => {
    for (const { id, shownBy } of rows.filter((row) => row.state === 'partly')) {
      assert.match(shownBy, /[Mm]issing: \S/, `${id}: what is missing?`);
    }
  });
});

function range(section: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${section}.${index + 1}`);
}
