/** Which run a timeline shows when it stands inside another: rows of two runs must not have the same id in the page. */
import { createContext } from 'react';

/** Empty for the run of the page. */
export const TimelineScope = createContext('');

export function rowId(scope: string, key: string): string {
  return scope === '' ? `step-${key}` : `step-${scope}-${key}`;
}
