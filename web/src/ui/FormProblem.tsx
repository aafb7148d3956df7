import { Alert } from '@mantine/core';

interface Props {
  readonly title: string;
  readonly error: Error | null;
}

/** Why an order failed; fields say their own part themselves. */
export function FormProblem({ title, error }: Props) {
  if (error === null) return null;
  return (
    <Alert role="alert" color="red" variant="outline" className="notice" data-tone="bad" title={title}>
      {error.message}
    </Alert>
  );
}
