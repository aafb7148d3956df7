/** Documentation that points at what is not there is worse than none. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ERROR_CODES } from '../../domain/errors.ts';
import { listFiles, readJson, readText, ROOT } from './repository.ts';

const PAGES = listFiles('.', '.md');
const GUIDES = PAGES.filter(
  (page) => !page.startsWith('docs/errors/') && !page.startsWith('docs/decisions/'),
);
const { scripts } = readJson('package.json') as { scripts: Record<string, string> };

/** Text without code blocks, in which brackets are code and not links. */
function prose(page: string): string {
  return readText(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** The anchors that a page's headings get. */
function anchors(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

describe('the documentation', () => {
  for (const page of PAGES) {
    it(`${page}: its links lead somewhere`, () => {
      const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
      for (const link of links.filter((target) => !/^(https?|mailto):/.test(target))) {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? page : normalize(join(dirname(page), path));
        assert.ok(existsSync(join(ROOT, target)), `${link} does not exist`);
        if (anchor !== undefined)
          assert.ok(anchors(target).includes(anchor), `${target} has no heading #${anchor}`);
      }
    });
  }

  it('names npm scripts that exist', () => {
    for (const page of PAGES) {
      for (const [, name = ''] of readText(page).matchAll(/npm run ([a-z][a-z:-]*)/g)) {
        assert.ok(name in scripts, `${page}: there is no npm script "${name}"`);
      }
    }
  });

  it('names files that exist', () => {
    for (const page of GUIDES) {
      for (const [, path = ''] of prose(page).matchAll(
        /`([\w.-]+(?:\/[\w.-]+)+\.(?:tsx?|mjs|cjs|md|sql|prisma|ya?ml|json))`/g,
      )) {
        assert.ok(
          existsSync(join(ROOT, path)) || existsSync(join(ROOT, dirname(page), path)),
          `${page}: ${path} does not exist`,
        );
      }
    }
  });

  it('has a page for every error code, and for nothing else', () => {
    const pages = listFiles('docs/errors', '.md').map((page) => page.replace(/^.*\//, '').replace('.md', ''));
    assert.deepEqual(pages.filter((page) => page !== 'README').sort(), Object.keys(ERROR_CODES).sort());
  });

  it('numbers its decisions without a gap, each with its context and its consequences', () => {
    const records = listFiles('docs/decisions', '.md').filter((page) => !page.endsWith('README.md'));
    records.forEach((record, index) => {
      assert.ok(
        record.includes(`/${String(index).padStart(4, '0')}-`),
        `${record} should have the number ${index}`,
      );
      for (const heading of ['## Context', '## Decision', '## Consequences']) {
        assert.ok(readText(record).includes(heading), `${record} lacks "${heading}"`);
      }
    });
  });
});
