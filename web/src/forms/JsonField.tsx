import { JsonInput } from '@mantine/core';
import { useState } from 'react';
import { words } from '../ui/format.ts';

interface Props {
  readonly name: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly shared: {
    readonly label: string;
    readonly description: string | undefined;
    readonly error: string | undefined;
    readonly required: boolean;
    readonly readOnly: boolean;
  };
}

/** What has no field of its own is written as JSON, and passed on as soon as it can be read. */
export function JsonField({ value, onChange, shared, name }: Props) {
  const written = value === undefined ? '' : JSON.stringify(value, null, 2);
  const [text, setText] = useState(written);
  const [unreadable, setUnreadable] = useState(false);
  return (
    <JsonInput
      {...shared}
      value={shared.readOnly ? written : text}
      error={unreadable ? `${words(name)} is not valid JSON yet` : shared.error}
      autosize
      minRows={shared.readOnly ? 1 : 3}
      onChange={(next) => {
        setText(next);
        try {
          onChange(next.trim() === '' ? undefined : (JSON.parse(next) as unknown));
          setUnreadable(false);
        } catch {
          setUnreadable(true);
        }
      }}
    />
  );
}
