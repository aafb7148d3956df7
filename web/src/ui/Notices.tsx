/** What a page shows when there is nothing, when something went wrong, and before it knows. */
import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface ProblemProps {
  /** What happened. */
  readonly title: string;
  readonly detail: string;
  /** What was kept and what to do now. */
  readonly advice?: string;
  readonly reference?: string | undefined;
  readonly onRetry?: () => void;
}

export function ProblemNotice({ title, detail, advice, reference, onRetry }: ProblemProps) {
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle />}
      title={title}
      className="notice"
      data-tone="bad"
    >
      <Text size="sm">{detail}</Text>
      {advice === undefined ? null : (
        <Text size="sm" mt={4}>
          {advice}
        </Text>
      )}
      {reference === undefined ? null : (
        <Text size="xs" c="dimmed" mt={4} className="mono">
          Reference {reference}
        </Text>
      )}
      {onRetry === undefined ? null : (
        <Button mt="sm" size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
          Retry
        </Button>
      )}
    </Alert>
  );
}

interface WarningProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** What was not done, and is no failure: somebody was faster, or is to be asked once more. */
export function WarningNotice({ title, children }: WarningProps) {
  return (
    <Alert role="alert" color="yellow" variant="outline" className="notice" title={title}>
      {children}
    </Alert>
  );
}

interface EmptyProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyNotice({ icon, title, children, action }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" className="empty">
      <span className="empty-icon" aria-hidden>
        {icon}
      </span>
      <Title order={2}>{title}</Title>
      <Text c="dimmed" maw={460} ta="center">
        {children}
      </Text>
      {action === undefined ? null : <Group mt="xs">{action}</Group>}
    </Stack>
  );
}

/** Grey lines in the place of what is coming. The style sheet keeps them hidden for the first 200 ms. */
export function LoadingLines({
  lines = 5,
  height = 44,
}: {
  readonly lines?: number;
  readonly height?: number;
}) {
  return (
    <Stack gap="xs" className="late" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={height} />
      ))}
    </Stack>
  );
}
