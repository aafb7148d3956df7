/** What a tool declares about itself; the engine's decisions rest on these words alone. */

/**
 * `pure`: reads only. `idempotent`: repeating with the same key has no further effect.
 * `at_most_once`: the other side cannot tell a repeat from a new request, so it is never repeated.
 */
export const TOOL_EFFECTS = ['pure', 'idempotent', 'at_most_once'] as const;
export type ToolEffect = (typeof TOOL_EFFECTS)[number];

export const TOOL_RISKS = ['read', 'write', 'send', 'destructive', 'financial', 'bulk'] as const;
export type ToolRisk = (typeof TOOL_RISKS)[number];

/** Where an effect stands in the ledger (SPEC 7.4). */
export const EFFECT_STATES = ['planned', 'sent', 'confirmed', 'unknown'] as const;
export type EffectState = (typeof EFFECT_STATES)[number];
