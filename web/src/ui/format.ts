/** How numbers, money and time are written. Everything here is pure, so that it can be tested without a page. */

const COUNT = new Intl.NumberFormat('en-US');

export function count(value: number): string {
  return COUNT.format(value);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Micro-dollars as dollars, with as many decimals as the amount needs to be seen at all. */
export function money(microUsd: number): string {
  if (microUsd === 0) return '$0';
  const usd = microUsd / 1_000_000;
  const digits = Math.abs(usd) >= 1 ? 2 : Math.abs(usd) >= 0.0001 ? 4 : 6;
  return `${usd < 0 ? '−' : ''}$${Math.abs(usd).toFixed(digits)}`;
}

/** `41 ms`, `8.4 s`, `3 min 5 s`, `2 h 14 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 59_950) return `${(value / 1000).toFixed(1)} s`;
  const seconds = Math.round(value / 1000);
  if (seconds < 600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** As `duration`, in whole seconds: for what is still running. */
export function elapsed(ms: number): string {
  return ms < 59_500 ? `${count(Math.max(0, Math.round(ms / 1000)))} s` : duration(ms);
}

function two(first: number, firstUnit: string, second: number, secondUnit: string): string {
  return second === 0 ? `${first} ${firstUnit}` : `${first} ${firstUnit} ${second} ${secondUnit}`;
}

/** `14:28` today, `19 Nov 14:28` this year, `19 Nov 2025 14:28` before. */
export function shortTime(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === now.toDateString()) return time;
  const sameYear = date.getFullYear() === now.getFullYear();
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' as const }),
  });
  return `${day} ${time}`;
}

/** The whole local time with its zone, for the hover text. */
export function fullTime(iso: string): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${new Date(iso).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })} (${zone})`;
}

/** `snake_case` as words: `overdue_task` → `overdue task`. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** `sendMessage`, `send_message` → `Send message`. */
export function label(name: string): string {
  const spaced = words(name)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
