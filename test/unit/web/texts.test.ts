import assert from 'node:assert/strict';
import { readEvents } from '../../../web/src/api/sse.ts';
import { textDiff } from '../../../web/src/components/text-diff.ts';
import { linkFigures } from '../../../web/src/components/figures.ts';
import { errorsBelow, fieldKind, withoutNull } from '../../../web/src/forms/json-schema.ts';
import { duration, money, shortTime } from '../../../web/src/ui/format.ts';
import { markdownBlocks } from '../../../web/src/ui/markdown-blocks.ts';

describe('What the web page writes', () => {
  it('writes money with as many decimals as it takes to see it', () => {
    assert.deepEqual([0, 12, 3100, 420_000, 12_345_678].map(money), [
      '$0',
      '$0.000012',
      '$0.0031',
      '$0.4200',
      '$12.35',
    ]);
  });

  it('writes durations in two units at most', () => {
    const given = [41, 8400, 59_990, 185_000, 8_040_000, 273_600_000];
    assert.deepEqual(given.map(duration), ['41 ms', '8.4 s', '1 min', '3 min 5 s', '2 h 14 min', '3 d 4 h']);
  });

  it('writes the day only when it is not today', () => {
    const now = new Date(2026, 2, 2, 15, 0);
    assert.equal(shortTime(new Date(2026, 2, 2, 14, 28).toISOString(), now), '14:28');
    assert.equal(shortTime(new Date(2026, 2, 1, 9, 5).toISOString(), now), '1 Mar 09:05');
    assert.equal(shortTime(new Date(2025, 11, 31, 9, 5).toISOString(), now), '31 Dec 2025 09:05');
  });

  it('finds tables in Markdown, but not in code', () => {
    const table = '| a | b |\n| --- | :-: |\n| 1 | x \\| y |';
    const [text, found] = markdownBlocks(`Hello\n\n${table}\n\nend`);
    assert.deepEqual(text, { type: 'text', text: 'Hello\n' });
    assert.deepEqual(found, { type: 'table', head: ['a', 'b'], rows: [['1', 'x | y']] });
    assert.deepEqual(
      markdownBlocks(`\`\`\`\n${table}\n\`\`\``).map(({ type }) => type),
      ['text'],
    );
    assert.deepEqual(
      markdownBlocks('a | b\nno table').map(({ type }) => type),
      ['text'],
    );
  });

  it('links whole figures only', () => {
    const tree = {
      type: 'root',
      children: [{ type: 'text', value: '12 of 120, 3.12 and 12:30, again 12.' }],
    };
    linkFigures([{ text: '12', turn: 1, callIndex: 0 }])(tree);
    const marked = tree.children.map((node) => ('tagName' in node ? '#' : node.value)).join('');
    assert.equal(marked, '# of 120, 3.12 and 12:30, again #.');
  });

  it('shows which words of a text changed', () => {
    const parts = textDiff('see you on Saturday at ten', 'see you on Sunday at ten').map(
      ({ change, text }) => [change, text],
    );
    assert.deepEqual(parts, [
      ['same', 'see you on '],
      ['removed', 'Saturday '],
      ['added', 'Sunday '],
      ['same', 'at ten'],
    ]);
  });

  it('chooses a field for each part of a JSON schema', () => {
    assert.equal(fieldKind('channel', { type: 'string', enum: ['sms'] }), 'choice');
    assert.equal(fieldKind('text', { type: 'string' }), 'text');
    assert.equal(fieldKind('to', { type: 'string', maxLength: 50 }), 'line');
    assert.equal(fieldKind('sections', { type: 'array', items: { type: 'string', enum: ['a'] } }), 'choices');
    assert.equal(fieldKind('to', { type: 'array', items: { type: 'string' } }), 'list');
    assert.equal(fieldKind('filter', { type: 'object' }), 'json');
    assert.equal(withoutNull({ anyOf: [{ type: 'number' }, { type: 'null' }] }).type, 'number');
    const errors = [{ pointer: '/arguments/to', message: 'must be a number' }];
    assert.deepEqual(errorsBelow('/arguments', errors), { '/to': 'must be a number' });
  });

  it('reads an event stream that arrives in pieces', async () => {
    const text =
      'retry: 2000\n\n: ping\n\nid: 7\nevent: log\ndata: {"a":\ndata: "ü"}\n\nevent: end\ndata: {}\n\nevent: cut';
    const bytes = new TextEncoder().encode(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, i) =>
      bytes.slice(i * 5, i * 5 + 5),
    );
    const events = [];
    for await (const event of readEvents(ReadableStream.from(pieces))) events.push(event);
    assert.deepEqual(events, [
      { id: '7', event: 'log', data: '{"a":\n"ü"}' },
      { id: undefined, event: 'end', data: '{}' },
    ]);
  });
});
