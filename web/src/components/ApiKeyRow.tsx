import { Group, Text } from '@mantine/core';
import { type ApiKeyView, type NewApiKey, useOrder } from '../api/people.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';

const DAY_S = 24 * 60 * 60;

interface Props {
  readonly apiKey: ApiKeyView;
  readonly obstacle: string | undefined;
  readonly onSecret: (made: { name: string; secret: string }) => void;
}

export function ApiKeyRow({ apiKey, obstacle, onSecret }: Props) {
  const path = `/v1/api-keys/${apiKey.id}`;
  const revoke = useOrder<never, ApiKeyView>(path, { method: 'DELETE', refresh: 'api-keys' });
  const rotate = useOrder<{ overlapSeconds: number }, NewApiKey>(`${path}/rotate`, { refresh: 'api-keys' });
  const state = stateOf(apiKey);
  return (
    <li className="pad">
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>
            {apiKey.name}{' '}
            <Text span className="mono" c="dimmed">
              {apiKey.prefix}…
            </Text>
          </Text>
          <Text size="sm" c="dimmed">
            {state}, {scopesOf(apiKey)}
            {apiKey.lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , used <TimeText iso={apiKey.lastUsedAt} />
              </>
            )}
          </Text>
        </div>
        {obstacle === undefined && state !== 'revoked' && state !== 'expired' ? (
          <Group gap="xs">
            <ConfirmButton
              label="Rotate"
              question={`Make a new secret for “${apiKey.name}”? The old one works for one more day.`}
              loading={rotate.isPending}
              onConfirm={() => {
                rotate.mutate(
                  { overlapSeconds: DAY_S },
                  {
                    onSuccess: ({ name, secret }) => {
                      if (secret !== null) onSecret({ name, secret });
                    },
                  },
                );
              }}
            />
            <ConfirmButton
              label="Revoke"
              question={`Revoke “${apiKey.name}”? Programs that use it stop at once.`}
              loading={revoke.isPending}
              onConfirm={() => {
                revoke.mutate(undefined);
              }}
            />
          </Group>
        ) : null}
      </Group>
      <FormProblem title="Nothing was changed" error={rotate.error ?? revoke.error} />
    </li>
  );
}

function stateOf({ revokedAt, expiresAt }: ApiKeyView): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'works until it is revoked';
  if (Date.parse(expiresAt) <= Date.now()) return 'expired';
  return `works until ${new Date(expiresAt).toLocaleString()}`;
}

function scopesOf({ scopes }: ApiKeyView): string {
  return scopes.length > 3 ? `${String(scopes.length)} scopes` : scopes.join(', ');
}
