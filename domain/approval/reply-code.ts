/** The codes by which a reply names what it decides: short enough to be typed, too many to be guessed. */

/** Without what is read as something else: 0 and O, 1, I and L. */
export const REPLY_CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
export const REPLY_CODE_LENGTH = 8;

/** How long an address may be proven by the code that was sent there, and how often that may be tried. */
export const PROOF_MINUTES = 10;
export const PROOF_ATTEMPTS = 5;

/** So many replies with wrong codes within the time, and no reply from that address is read for the rest of it. */
export const WRONG_REPLIES = 5;
export const WRONG_REPLIES_MINUTES = 15;

/** After too many wrong codes nobody reads what comes from an address, for a while. */
export function isSilenced(
  { wrongReplies, wrongSince }: { readonly wrongReplies: number; readonly wrongSince: Date | null },
  now: Date,
): boolean {
  if (wrongSince === null || wrongReplies < WRONG_REPLIES) return false;
  return now.getTime() - wrongSince.getTime() < WRONG_REPLIES_MINUTES * 60_000;
}
