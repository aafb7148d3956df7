/** What a run gave: Markdown with figures that lead to their source, three suggestions, or plain data. */
import { Badge, Button, CopyButton, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { JsonView } from '../ui/JsonView.tsx';
import { Markdown } from '../ui/Markdown.tsx';
import { type Figure, linkFigures } from './figures.ts';

interface Props {
  readonly output: unknown;
  readonly onFigure: (figure: Figure) => void;
}

export function RunOutput({ output, onFigure }: Props) {
  if (hasSuggestions(output)) return <Suggestions suggestions={output.suggestions} />;
  if (hasMarkdown(output)) {
    const figures = output.figures ?? [];
    if (figures.length === 0) return <Markdown text={output.markdown} />;
    return <Report markdown={output.markdown} figures={figures} onFigure={onFigure} />;
  }
  return <JsonView value={output} name="Output" />;
}

interface ReportProps {
  readonly markdown: string;
  readonly figures: readonly Figure[];
  readonly onFigure: (figure: Figure) => void;
}

function Report({ markdown, figures, onFigure }: ReportProps) {
  return (
    <>
      <Markdown
        text={markdown}
        rehypePlugins={[[linkFigures, figures]]}
        components={{
          mark: ({ children, ...rest }) => {
            const at = Number((rest as Record<string, unknown>)['data-figure']);
            const figure = figures[at];
            if (figure === undefined) return <mark>{children}</mark>;
            return (
              <button
                type="button"
                className="figure num"
                title={`From turn ${figure.turn}, tool call ${figure.callIndex + 1}`}
                onClick={() => {
                  onFigure(figure);
                }}
              >
                {children}
              </button>
            );
          },
        }}
      />
      <Text size="xs" c="dimmed" mt="sm">
        Underlined figures open the tool result they come from.
      </Text>
    </>
  );
}

interface Suggestion {
  readonly confidence: string;
  readonly text: string;
}

function Suggestions({ suggestions }: { readonly suggestions: readonly Suggestion[] }) {
  return (
    <div className="suggestions">
      {suggestions.map(({ confidence, text }) => (
        <article key={confidence} className="suggestion" aria-label={`Suggestion, ${confidence} confidence`}>
          <div>
            <Badge variant="outline" color="gray" tt="none" className="quiet-badge">
              {confidence} confidence
            </Badge>
          </div>
          <p className="plain-text">{text}</p>
          <div>
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={copy}
                  leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                >
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
          </div>
        </article>
      ))}
    </div>
  );
}

function hasSuggestions(output: unknown): output is { readonly suggestions: readonly Suggestion[] } {
  return isObject(output) && Array.isArray(output.suggestions);
}

function hasMarkdown(
  output: unknown,
): output is { readonly markdown: string; readonly figures?: readonly Figure[] } {
  return isObject(output) && typeof output.markdown === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
