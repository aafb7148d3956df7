import { NumberInput } from '@mantine/core';

interface NumberProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly error: string | undefined;
  readonly placeholder?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly disabled?: boolean;
}

/** A number that need not be there. */
export function OptionalNumber({ value, onChange, min = 0, ...rest }: NumberProps) {
  return (
    <NumberInput
      {...rest}
      min={min}
      value={value ?? ''}
      onChange={(next) => {
        onChange(typeof next === 'number' ? next : undefined);
      }}
    />
  );
}
