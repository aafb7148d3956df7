/**
 * Markdown written by a model or by people outside. Raw HTML stays text, images are never fetched (an address
 * in an image is a way to carry data out), and links open apart and tell the other side nothing.
 */
import type { ComponentProps } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import { type MarkdownBlock, markdownBlocks } from './markdown-blocks.ts';

interface Props {
  readonly text: string;
  readonly components?: Components;
  readonly rehypePlugins?: NonNullable<Options['rehypePlugins']>;
}

const SAFE: Components = {
  img: ({ alt }) => (
    <span className="no-image">[image{alt === undefined || alt === '' ? '' : `: ${alt}`}]</span>
  ),
  a: SafeLink,
  // The page's own headings end at the second level.
  h1: ({ children }) => <h3 className="document-title">{children}</h3>,
  h2: 'h3',
  h3: 'h4',
};

export function Markdown({ text, components = {}, rehypePlugins = [] }: Props) {
  const inline = { components: { ...SAFE, ...components }, rehypePlugins };
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

function SafeLink({ href, children }: ComponentProps<'a'>) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
