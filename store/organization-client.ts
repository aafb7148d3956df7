/**
 * The connection behind `transact`: its transactions begin by telling row security whose rows they are, in the message
 * that begins them. As a statement of its own that was one in five of all that a run sends.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client, type ClientConfig } from 'pg';

type Send = (this: Client, query: unknown, ...rest: unknown[]) => unknown;

const organizations = new AsyncLocalStorage<string>();

/** Transactions that `work` begins are the organization's, and see no other's rows. */
export function asOrganization<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
  return organizations.run(organizationId, work);
}

/** Throws at a transaction outside of {@link asOrganization}, which could see nothing anyway. */
export class OrganizationClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    const send = (query: unknown, ...rest: unknown[]): unknown =>
      (super.query as Send).call(this, this.#scoped(query), ...rest);
    this.query = send as typeof this.query;
  }

  #scoped(query: unknown): unknown {
    return isBegin(query) ? { ...query, text: `BEGIN; ${this.#scope()}` } : query;
  }

  #scope(): string {
    const organizationId = organizations.getStore();
    if (organizationId === undefined)
      throw new Error('a transaction needs an organization whose rows it is about');
    return `SELECT set_config('app.org_id', ${this.escapeLiteral(organizationId)}, TRUE)`;
  }
}

function isBegin(query: unknown): query is { readonly text: string } {
  return (Object(query) as { readonly text?: unknown }).text === 'BEGIN';
}
