import type { ComponentType } from 'react';

export type Tone = 'ok' | 'bad' | 'wait' | 'idle' | 'accent';

interface Props {
  /** The shape differs between statuses, so that nobody needs to see the colour. */
  readonly shape: ComponentType<{ size?: number | string }>;
  readonly word: string;
  readonly tone: Tone;
}

export function Mark({ shape: Shape, word, tone }: Props) {
  return (
    <span className={`mark mark-${tone}`}>
      <Shape size={15} />
      <span>{word}</span>
    </span>
  );
}
