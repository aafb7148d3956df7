/** Where one is asked on channels, and what the simulated phone has received. */
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  replyAddressPage,
  ReplyAddressView,
  simulatedMessagePage,
} from '../../../domain/contracts/reply-addresses.ts';
import { get } from './client.ts';

export type { ReplyAddressView };
type Phone = z.output<typeof simulatedMessagePage>;
export type SimulatedMessage = Phone['data'][number];

export const replyAddressesQuery = queryOptions({
  queryKey: ['reply-addresses'],
  queryFn: ({ signal }) => get<z.output<typeof replyAddressPage>>('/v1/reply-addresses', signal),
});

/** A worker sends what arrives here, a moment after it was asked for. */
export const simulatedPhoneQuery = queryOptions({
  queryKey: ['simulated-phone'],
  queryFn: ({ signal }) => get<Phone>('/v1/simulator/messages?limit=20', signal),
  refetchInterval: 3_000,
});
