/** A million dollars, in micro-dollars, or a million million tokens: above it a cap is a slip of the pen. */
export const CAP_MAX = 1_000_000_000_000;
