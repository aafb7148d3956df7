/** Single-key shortcuts that keep quiet while somebody types or holds a modifier. */
import { useLayoutEffect, useRef } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="dialog"]';

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  // Together with what is shown: a key pressed right after it means what can be seen, not what stood there before.
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      const action = latest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, []);
}

/** `j` and `k` move the focus among the elements marked `data-row`; Enter then does what the row does. */
export function useListKeys(): void {
  useShortcuts({
    j: () => {
      focusRow(1);
    },
    k: () => {
      focusRow(-1);
    },
  });
}

export function focusSearch(): void {
  document.querySelector<HTMLElement>('[data-search]')?.focus();
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter(
    (row) => row.offsetParent !== null,
  );
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
  const row = rows[next];
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}
