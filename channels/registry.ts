import type { ChannelAdapter } from './define-channel.ts';
import { simulator } from './simulator.ts';

const CHANNELS: readonly ChannelAdapter[] = [simulator];

export function findChannel(name: string): ChannelAdapter | undefined {
  return CHANNELS.find((channel) => channel.name === name);
}
