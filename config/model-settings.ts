/** The part of the table of settings that is about the patience with models. */
import { wholeNumber, withDefault } from './values.ts';

/** Well below the time an activity may take (workflows/proxies.ts): who gives up first says why. */
const waiting = wholeNumber(1, 1_080_000);

export const MODEL_SETTINGS = {
  LLM_FIRST_BYTE_TIMEOUT_MS: withDefault(waiting, '90000', {
    doc: 'Longest wait for the first piece of an answer of a model (milliseconds).',
    example: '90000',
  }),
  LLM_IDLE_TIMEOUT_MS: withDefault(waiting, '60000', {
    doc: 'Longest silence between two pieces of an answer (milliseconds).',
    example: '60000',
  }),
  LLM_TOTAL_TIMEOUT_MS: withDefault(waiting, '900000', {
    doc: 'Longest time for a whole answer (milliseconds).',
    example: '900000',
  }),
  LLM_BREAKER_FAILURES: withDefault(wholeNumber(1, 1_000), '5', {
    doc: 'Failures in a row (no connection, silence, 5xx) after which a model is paused; per worker process.',
    example: '5',
  }),
  LLM_BREAKER_OPEN_MS: withDefault(waiting, '30000', {
    doc: 'How long a model is paused before one call tries it again (milliseconds); longer after each try in vain.',
    example: '30000',
  }),
} as const;
