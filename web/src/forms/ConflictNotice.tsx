import { Button, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { WarningNotice } from '../ui/Notices.tsx';

interface Props {
  /** What somebody else has changed, such as "agent". */
  readonly what: string;
  /** More about it, behind the first sentence. */
  readonly children?: ReactNode;
  /** Puts the changes of the form over the newest state. */
  readonly onCatchUp: () => Promise<void>;
}

/** The answer to saving what is not the newest version any more. */
export function ConflictNotice({ what, children, onCatchUp }: Props) {
  const [busy, setBusy] = useState(false);
  return (
    <WarningNotice title={`Somebody else changed this ${what} meanwhile`}>
      <Text size="sm">Nothing was saved, and all you have written is still in this form.{children}</Text>
      <Button
        mt="sm"
        size="xs"
        variant="default"
        loading={busy}
        onClick={() => {
          setBusy(true);
          void onCatchUp().finally(() => {
            setBusy(false);
          });
        }}
      >
        Put my changes over the newest version
      </Button>
    </WarningNotice>
  );
}
