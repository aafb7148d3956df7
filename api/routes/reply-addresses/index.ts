/** The endpoints of reply addresses and of the simulated channel, for the one list of endpoints. */
import type { Route } from '../../route.ts';
import { listSimulatedMessages } from '../simulator/list-simulated-messages.route.ts';
import { sendSimulatedMessage } from '../simulator/send-simulated-message.route.ts';
import { confirmReplyAddress } from './confirm-reply-address.route.ts';
import { listReplyAddresses } from './list-reply-addresses.route.ts';
import { registerReplyAddress } from './register-reply-address.route.ts';
import { removeReplyAddress } from './remove-reply-address.route.ts';

export const REPLY_ROUTES: readonly Route[] = [
  listReplyAddresses,
  registerReplyAddress,
  confirmReplyAddress,
  removeReplyAddress,
  listSimulatedMessages,
  sendSimulatedMessage,
];
