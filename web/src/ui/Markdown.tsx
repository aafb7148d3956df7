/**
 * Markdown written by a model or by people outside. Raw HTML stays text, images are never fetched, and links open
 * apart and tell the other side nothing (safe-markdown.ts).
 */
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import { type MarkdownBlock, markdownBlocks } from './markdown-blocks.ts';
import { SAFE } from './safe-markdown.ts';

interface Props {
  readonly text: string;
  readonly components?: Components;
  readonly rehypePlugins?: NonNullable<Options['rehypePlugins']>;
}

const COMPONENTS: Components = {
  ...SAFE,
  // The page's own headings end at the second level.
  h1: ({ children }) => <h3 className="document-title">{children}</h3>,
  h2: 'h3',
  h3: 'h4',
};

export function Markdown({ text, components = {}, rehypePlugins = [] }: Props) {
  const inline = { components: { ...COMPONENTS, ...components }, rehypePlugins };
  return (
    <div className="markdown">
      {markdownBlocks(text).map((block, i) => (
        <Block key={i} block={block} inline={inline} />
      ))}
    </div>
  );
}

type Inline = Pick<Options, 'components' | 'rehypePlugins'>;

function Block({ block, inline }: { readonly block: MarkdownBlock; readonly inline: Inline }) {
  if (block.type === 'text') return <ReactMarkdown {...inline}>{block.text}</ReactMarkdown>;
  const cell = { ...inline, components: { ...inline.components, p: 'span' as const } };
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`Table: ${block.head.join(', ')}`}>
      <table>
        <thead>
          <tr>
            {block.head.map((text, i) => (
              <th key={i} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, i) => (
            <tr key={i}>
              {row.map((text, j) => (
                <td key={j}>
                  <ReactMarkdown {...cell}>{text}</ReactMarkdown>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
