/** What a run's prompt is made of and the prompts that were made. */
import type { Scope } from './database.ts';
import type { Rule } from './generated/client.ts';

export class PromptStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The rules of the platform and of the organization, in their order. */
  async rules(): Promise<Rule[]> {
    const { tx, organizationId } = this.#scope;
    return tx.rule.findMany({
      where: { OR: [{ organizationId: null }, { organizationId }] },
      orderBy: [{ tier: 'desc' }, { position: 'asc' }],
    });
  }

  /** The parts of a stored prompt, or undefined. */
  async get(hash: string): Promise<unknown> {
    const { tx, organizationId } = this.#scope;
    const row = await tx.prompt.findUnique({ where: { organizationId_hash: { organizationId, hash } } });
    return row?.parts;
  }
}
