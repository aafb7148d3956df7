/** What people read while the stack runs: every line says who speaks; structured logs are made readable. */

export type Log = (line: string) => void;

const HIDDEN = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err', 'requestId']);
const NAME_WIDTH = 10;

/** A log for one member of the stack. */
export function prefixed(name: string, write: Log): Log {
  return (line) => {
    if (line.trim() !== '') write(`${name.padEnd(NAME_WIDTH)} | ${readable(line)}`);
  };
}

/** A JSON log line of ours as `level message key=value`; any other line as it is. */
function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const { level, msg } = entry;
  if (typeof level !== 'string' || typeof msg !== 'string') return line;
  const facts = Object.entries(entry).filter(([key]) => !HIDDEN.has(key));
  const text = [level, msg, ...facts.map(([key, value]) => `${key}=${shown(value)}`)].join(' ');
  const stack = (entry['err'] as { stack?: string } | undefined)?.stack;
  return stack === undefined ? text : `${text}\n${stack}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
