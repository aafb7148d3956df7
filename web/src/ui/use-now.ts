import { useEffect, useState } from 'react';

/** The time, renewed every `everyMs` while `ticking`; for durations that are still running. */
export function useNow(ticking: boolean, everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [ticking, everyMs]);
  return now;
}
