/** Marks the figures of a report in its rendered text, so that each can lead to the tool result it came from. */
export interface Figure {
  /** The figure as it is written in the Markdown. */
  readonly text: string;
  readonly turn: number;
  readonly callIndex: number;
}

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly tagName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  children?: Node[];
}

/** A rehype plugin: wraps every known figure in `<mark data-figure="index">`. */
export function linkFigures(figures: readonly Figure[]): (tree: Node) => void {
  const byText = new Map<string, number>();
  figures.forEach((figure, i) => {
    if (figure.text !== '' && !byText.has(figure.text)) byText.set(figure.text, i);
  });
  const pattern = figurePattern([...byText.keys()]);
  return (tree) => {
    if (byText.size > 0) markIn(tree, pattern, byText);
  };
}

function markIn(node: Node, pattern: RegExp, byText: ReadonlyMap<string, number>): void {
  if (node.children === undefined || node.tagName === 'code' || node.tagName === 'mark') return;
  node.children = node.children.flatMap((child) =>
    child.type === 'text' ? splitText(child.value ?? '', pattern, byText) : [child],
  );
  for (const child of node.children) markIn(child, pattern, byText);
}

function splitText(text: string, pattern: RegExp, byText: ReadonlyMap<string, number>): Node[] {
  return text.split(pattern).flatMap((part): Node[] => {
    const index = byText.get(part);
    if (part === '') return [];
    const node = { type: 'text', value: part };
    if (index === undefined) return [node];
    return [{ type: 'element', tagName: 'mark', properties: { 'data-figure': index }, children: [node] }];
  });
}

/** Whole figures only: `12` is not found inside `120`, `3.12` or `12:30`. */
function figurePattern(texts: readonly string[]): RegExp {
  const longestFirst = [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\d]|\\d[.,:])(${longestFirst.join('|')})(?![\\d]|[.,:]\\d)`);
}
