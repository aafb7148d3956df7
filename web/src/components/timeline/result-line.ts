/** The gist of a tool's result in a few words: how many of what came back. */
export function resultLine(output: unknown): string {
  if (typeof output !== 'object' || output === null) return '';
  const members: [string, unknown][] = Object.entries(output);
  const list = members.find(
    (member): member is [string, unknown[]] => Array.isArray(member[1]) && member[0] !== 'bySource',
  );
  const total = members.find(([name]) => name === 'total')?.[1];
  if (list !== undefined) return `→ ${typeof total === 'number' ? total : list[1].length} ${list[0]}`;
  const status = members.find(([name]) => name === 'status')?.[1];
  return typeof status === 'string' ? `→ ${status}` : '';
}
