import { Progress, Stack, Text } from '@mantine/core';
import { count, money } from '../ui/format.ts';

interface Props {
  /** As in "today", "this month". */
  readonly when: string;
  readonly spent: {
    readonly spentMicroUsd: number;
    readonly reservedMicroUsd: number;
    readonly spentTokens: number;
  };
  readonly capMicroUsd: number | null;
  readonly capTokens: number | null;
}

/** What is spent of a cap, in words and as a bar; without a cap in words alone. */
export function SpentBar({ when, spent, capMicroUsd, capTokens }: Props) {
  const share = Math.max(shareOf(spent.spentMicroUsd, capMicroUsd), shareOf(spent.spentTokens, capTokens));
  const reserved = spent.reservedMicroUsd > 0 ? `, ${money(spent.reservedMicroUsd)} reserved` : '';
  const text =
    `${money(spent.spentMicroUsd)}${capMicroUsd === null ? '' : ` of ${money(capMicroUsd)}`} ${when}${reserved}` +
    (capTokens === null ? '' : `; ${count(spent.spentTokens)} of ${count(capTokens)} tokens`);
  const hasCap = capMicroUsd !== null || capTokens !== null;
  return (
    <Stack gap={4}>
      <Text size="sm">{text}</Text>
      {hasCap ? (
        <Progress
          value={Math.min(100, share)}
          color={share >= 100 ? 'red' : share >= 80 ? 'yellow' : 'blue'}
          aria-label={`Spent ${when}`}
        />
      ) : null}
    </Stack>
  );
}

function shareOf(spent: number, cap: number | null): number {
  if (cap === null) return 0;
  return cap === 0 ? 100 : (spent / cap) * 100;
}
