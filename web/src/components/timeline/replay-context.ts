/** The run whose turns can be replayed; null where a timeline is only looked at. */
import { createContext } from 'react';
import type { RunView } from '../../api/types.ts';

export const ReplayContext = createContext<RunView | null>(null);
