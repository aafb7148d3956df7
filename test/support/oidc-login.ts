/** A real OpenID Connect provider on this machine, and somebody at a browser who logs in through it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT = { clientId: 'steward', clientSecret: 'known to the provider and to this test only' };

export interface ProviderAccount {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name?: string;
}

export class TestProvider {
  readonly issuer: string;
  /** By the name that is typed into the provider's log-in page. */
  readonly accounts = new Map<string, ProviderAccount>();
  readonly #server: Server;

  private constructor(server: Server, issuer: string) {
    this.#server = server;
    this.issuer = issuer;
  }

  /** Listens, and answers only after `open`: client and provider want to know each other's address. */
  static async start(at = 0): Promise<TestProvider> {
    const server = createServer();
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new TestProvider(server, `http://127.0.0.1:${String(port)}`);
  }

  open(redirectUri: string): void {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      pkce: { required: () => true },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['for tests'] },
      findAccount: (_ctx: unknown, accountId: string) => ({
        accountId,
        claims: () => ({ sub: accountId, ...this.accounts.get(accountId) }),
      }),
    });
    this.#server.on('request', provider.callback());
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
}

/** Follows redirects and keeps cookies, as a browser does. */
export class Browser {
  readonly cookies = new Map<string, string>();

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(url: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: this.cookie, accept: 'text/html' },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const { status, headers } = response;
    return { url, status, text: await response.text(), location: headers.get('location') };
  }

  /** Goes on until there is a page, or until an address that `stop` wants to look at. */
  async follow(url: string, stop: (url: string) => boolean = () => false): Promise<Page> {
    let page = await this.open(url);
    for (let hops = 0; page.location !== null && hops < 20; hops += 1) {
      const next = new URL(page.location, page.url).href;
      if (stop(next)) return { ...page, location: next };
      page = await this.open(next);
    }
    return page;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; ?/);
    const at = pair.indexOf('=');
    const gone = attributes.some((item) => /^(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(item));
    if (gone) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Through the provider's pages, up to the address it sends the browser back to. */
export async function logInAtProvider(browser: Browser, start: string, login: string): Promise<string> {
  const isBack = (url: string): boolean => url.includes('/v1/login/oidc/callback');
  let page = await browser.follow(start, isBack);
  for (const form of [{ prompt: 'login', login, password: 'any' }, { prompt: 'consent' }]) {
    if (page.location !== null) break;
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
    assert.ok(action, page.text.slice(0, 500));
    const { location, text } = await browser.open(new URL(action, page.url).href, form);
    assert.ok(location, text.slice(0, 500));
    page = await browser.follow(new URL(location, page.url).href, isBack);
  }
  assert.ok(page.location, page.text.slice(0, 500));
  return page.location;
}
