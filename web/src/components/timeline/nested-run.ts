/**
 * How a run inside a timeline is drawn. Given from above: a timeline has notes, and a note may have a run with a
 * timeline of its own.
 */
import { createContext, type ReactNode } from 'react';

export const NestedRun = createContext<((runId: string) => ReactNode) | null>(null);
