import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Props {
  readonly value: unknown;
  /** What the value is, for people who hear the page. */
  readonly name: string;
}

export function JsonView({ value, name }: Props) {
  const text = value === undefined ? 'nothing' : JSON.stringify(value, null, 2);
  return (
    <div className="json-view">
      {/* Focusable, because a box that scrolls must be reachable by keyboard. */}
      <pre tabIndex={0} role="region" aria-label={name}>
        {text}
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <ActionIcon
            className="json-copy"
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={copied ? `${name} copied` : `Copy ${name}`}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  );
}
