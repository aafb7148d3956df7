import { Button, Group, Text } from '@mantine/core';
import { plural } from '../ui/format.ts';

interface Props {
  readonly shown: number;
  readonly one: string;
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

export function LoadMore({ shown, one, query }: Props) {
  return (
    <Group justify="center" mt="md" gap="sm">
      <Text size="xs" c="dimmed" className="num">
        {query.hasNextPage ? `The latest ${plural(shown, one)}` : plural(shown, one)}
      </Text>
      {query.hasNextPage ? (
        <Button
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Load more
        </Button>
      ) : null}
    </Group>
  );
}
