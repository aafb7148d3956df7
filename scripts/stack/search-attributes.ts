/** The search attributes by which an operator finds Steward's workflows, and how they get registered. */
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../domain/temporal/agent-run.ts';

/** All of type Keyword: ids and words, never text of people. */
const NAMES = Object.values(SEARCH_ATTRIBUTES);

/** The CLI server registers them itself when told so. */
export const SEARCH_ATTRIBUTE_ARGUMENTS = NAMES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);

/** Temporal's enum value INDEXED_VALUE_TYPE_KEYWORD. */
const KEYWORD = 2;

/** The client's and the worker's connections both fit. */
export type OperatorConnection = Pick<Connection, 'operatorService' | 'withDeadline'>;

/** Those of Steward's search attributes that the namespace lacks (or has with another type). */
export async function missingSearchAttributes(
  connection: OperatorConnection,
  namespace: string,
): Promise<readonly string[]> {
  const { customAttributes } = await connection.withDeadline(Date.now() + 5_000, () =>
    connection.operatorService.listSearchAttributes({ namespace }),
  );
  return NAMES.filter((name) => Number(customAttributes[name]) !== KEYWORD);
}

/** Registers what is missing, on a server that somebody else runs. Needs the right to do so. */
export async function ensureSearchAttributes(
  connection: OperatorConnection,
  namespace: string,
): Promise<readonly string[]> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return missing;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
  });
  return missing;
}
