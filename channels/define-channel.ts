/** What a channel adapter is. One file per channel; the registry is the only list. */
export interface ChannelMessage {
  readonly messageId: string;
  readonly to: string;
  readonly text: string;
}

export interface ChannelContext {
  readonly signal: AbortSignal;
  /** The built-in phone of the simulator. */
  readonly simulator: { deliver(message: ChannelMessage): Promise<string> };
}

export interface ChannelAdapter {
  readonly name: string;
  /** Hands the message to the provider once; returns the provider's id for it. */
  send(message: ChannelMessage, ctx: ChannelContext): Promise<{ providerMessageId: string }>;
}
