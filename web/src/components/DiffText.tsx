import { textDiff } from './text-diff.ts';

interface Props {
  readonly before: string;
  readonly after: string;
}

/** What changed between two texts, word by word, within an element of the class `diff`. */
export function DiffText({ before, after }: Props) {
  return textDiff(before, after).map(({ change, text }, i) => {
    if (change === 'removed') return <del key={i}>{text}</del>;
    return change === 'added' ? <ins key={i}>{text}</ins> : <span key={i}>{text}</span>;
  });
}
