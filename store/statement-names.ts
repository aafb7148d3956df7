/**
 * Names for statements with parameters: the driver then has each connection parse and plan such a text once instead
 * of every time. Only so many, for what a connection has prepared it keeps until it is closed, and lists of ids make
 * a text of their own for every length.
 */
const MOST = 500;

/** The name of a statement; empty for one that gets none. */
export type StatementNames = (statement: {
  readonly sql: string;
  readonly args: readonly unknown[];
}) => string;

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  return ({ sql, args }) => {
    if (args.length === 0) return UNNAMED;
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size === MOST) return UNNAMED;
    const name = `steward_${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** Parsed and planned each time. */
const UNNAMED = '';
