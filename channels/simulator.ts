/** The simulator: a phone without an account. What it receives is kept in `simulator_delivery`. */
import type { ChannelAdapter } from './define-channel.ts';

export const simulator: ChannelAdapter = {
  name: 'simulator',
  async send(message, ctx) {
    return { providerMessageId: await ctx.simulator.deliver(message) };
  },
};
