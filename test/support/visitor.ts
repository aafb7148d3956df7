/** Somebody at a browser: keeps the cookies of the answers and sends what a page of ours would send. */
import assert from 'node:assert/strict';
import { meView } from '../../domain/contracts/people.ts';
import type { z } from 'zod';
import type { ApiAnswer, TestApi } from './api-server.ts';

type Me = z.output<typeof meView>;

export const PASSWORD = 'correct horse battery';
let visitors = 0;

export class Visitor {
  readonly email: string;
  readonly #api: TestApi;
  readonly #cookies = new Map<string, string>();
  /** Sent as X-Steward-Organization when it is set. */
  organizationId: string | undefined;

  constructor(api: TestApi, email = `visitor-${String((visitors += 1))}@school.test`) {
    this.#api = api;
    this.email = email;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const answer = await this.#api.request(method, path, {
      body,
      headers: {
        origin: this.#api.url,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.organizationId === undefined ? {} : { 'x-steward-organization': this.organizationId }),
        ...headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  /** Signs up with an organization of their own. */
  async signUp(more: Record<string, unknown> = {}): Promise<Me> {
    const answer = await this.trySignUp(more);
    assert.equal(answer.status, 201, answer.text);
    return answer.as(meView);
  }

  trySignUp(more: Record<string, unknown> = {}): Promise<ApiAnswer> {
    const { email } = this;
    const body = { name: 'Alma', email, password: PASSWORD, organizationName: 'Alma Sails', timeZone: 'UTC' };
    return this.send('POST', '/v1/signup', { ...body, ...more });
  }

  logIn(password = PASSWORD): Promise<ApiAnswer> {
    return this.send('POST', '/v1/login', { email: this.email, password });
  }

  async me(): Promise<Me> {
    return (await this.send('GET', '/v1/me')).as(meView);
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(at + 1));
  }
}

/** A member of the owner's organization, by way of an invitation. */
export async function inviteAndJoin(api: TestApi, owner: Visitor, role: string): Promise<Visitor> {
  const guest = new Visitor(api);
  const answer = await owner.send('POST', '/v1/invitations', { email: guest.email, role });
  assert.equal(answer.status, 201, answer.text);
  await guest.signUp({ invitationToken: tokenOf(answer), organizationName: undefined, timeZone: undefined });
  return guest;
}

/** The token of the link in an invitation's answer. */
export function tokenOf(answer: ApiAnswer): string {
  const { link } = answer.json() as { link: string };
  return new URL(link).searchParams.get('token') ?? '';
}

/** Somebody of the platform's staff, who has an organization too. */
export async function createStaff(api: TestApi): Promise<Visitor> {
  const staff = new Visitor(api);
  await staff.signUp();
  await api.sql('INSERT INTO platform_staff SELECT id FROM person WHERE email = $1', [staff.email]);
  return staff;
}
