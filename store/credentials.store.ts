/** Secrets for services outside. They go in, and come out again only for the engine that sends them. */
import type { CredentialKind } from '../domain/contracts/credentials.ts';
import type { Scope } from './database.ts';
import type { Keyring } from './encryption/keyring.ts';
import type { Credential } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** A credential without what is secret about it: what people may see. */
export type CredentialRow = Omit<Credential, 'secret' | 'wrappedKey'>;

export interface NewCredential {
  readonly name: string;
  readonly kind: CredentialKind;
  readonly headerName: string | null;
  readonly hosts: readonly string[];
  readonly secret: string;
  readonly createdBy: string;
}

/** For whoever sends it, and nobody else. */
export interface OpenedCredential {
  readonly name: string;
  readonly kind: CredentialKind;
  readonly headerName: string | null;
  readonly hosts: readonly string[];
  readonly secret: string;
}

const HIDDEN = { secret: true, wrappedKey: true } as const;

export class CredentialStore {
  readonly #scope: Scope;
  readonly #keyring: Keyring;

  constructor(scope: Scope, keyring: Keyring) {
    this.#scope = scope;
    this.#keyring = keyring;
  }

  async list({ limit, after }: PageRequest): Promise<Page<CredentialRow>> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.credential.findMany({
      where: {
        organizationId,
        ...(after === undefined
          ? {}
          : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
      },
      omit: HIDDEN,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows, limit);
  }

  async names(): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.credential.findMany({
      where: { organizationId },
      select: { name: true },
      orderBy: { name: 'asc' },
      take: 100,
    });
    return rows.map(({ name }) => name);
  }

  /** Held until the commit. */
  async lock(id: string): Promise<CredentialRow | undefined> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT 1 FROM credential WHERE id = ${id}::uuid AND organization_id = ${organizationId}::uuid FOR UPDATE`;
    const row = await tx.credential.findFirst({ where: { id, organizationId }, omit: HIDDEN });
    return row ?? undefined;
  }

  /** Undefined, and nothing is written, when there is one of that name. */
  async create({ secret, hosts, ...facts }: NewCredential): Promise<CredentialRow | undefined> {
    const { tx, organizationId } = this.#scope;
    const id = newId();
    const { ciphertext, ...wrapping } = this.#keyring.seal(secret, this.#placeOf(id));
    const { count } = await tx.credential.createMany({
      data: [{ id, organizationId, ...facts, hosts: [...hosts], secret: ciphertext, ...wrapping }],
      skipDuplicates: true,
    });
    return count === 0 ? undefined : this.lock(id);
  }

  /** Another secret for the same purpose. */
  async replace(id: string, { secret, hosts }: Pick<NewCredential, 'secret' | 'hosts'>): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const { ciphertext, ...wrapping } = this.#keyring.seal(secret, this.#placeOf(id));
    await tx.credential.updateMany({
      where: { id, organizationId },
      data: { secret: ciphertext, ...wrapping, hosts: [...hosts], rotatedAt: new Date() },
    });
  }

  async remove(id: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.credential.deleteMany({ where: { id, organizationId } });
  }

  /** The secret itself, by id or by the name that an agent says; marks the credential as used. */
  async open(by: { readonly id: string } | { readonly name: string }): Promise<OpenedCredential | undefined> {
    const { tx, organizationId } = this.#scope;
    const row = await tx.credential.findFirst({ where: { ...by, organizationId } });
    if (row === null) return undefined;
    const { id, name, kind, headerName, hosts, secret: ciphertext, wrappedKey, keyId } = row;
    const secret = this.#keyring.open({ ciphertext, wrappedKey, keyId }, this.#placeOf(id));
    await tx.credential.updateMany({ where: { id, organizationId }, data: { lastUsedAt: new Date() } });
    return { name, kind: kind as CredentialKind, headerName, hosts, secret };
  }

  #placeOf(row: string) {
    return placeOfCredential(this.#scope.organizationId, row);
  }
}

export function placeOfCredential(organizationId: string, row: string) {
  return { organizationId, table: 'credential', row, field: 'secret' };
}
