/** Simulated phones of members: what arrives there, replies from there, and the workers that send. */
import assert from 'node:assert/strict';
import type { Logger } from 'pino';
import { replyAddressView } from '../../domain/contracts/reply-addresses.ts';
import { createReplyCodes } from '../../store/reply-codes.ts';
import { openSystemDatabase } from '../../store/system/system-database.ts';
import { MessageSender } from '../../worker/message-sender.ts';
import { ReplyAsker } from '../../worker/reply-asker.ts';
import { type ApiAnswer, type TestApi, TEST_LOGIN_SECRET } from './api-server.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** Begins the message that says what became of a reply. */
const ANSWER = /^(Nothing|Approved|Rejected|Your approval)/;

export class Phones {
  readonly #api: TestApi;
  /** Stands for the channel's webhook; nobody's key. */
  readonly channelKey: string;

  constructor(api: TestApi, channelKey: string) {
    this.#api = api;
    this.channelKey = channelKey;
  }

  /** What has arrived at an address, oldest first. */
  async arrived(address: string): Promise<string[]> {
    const rows = await this.#api.sql<{ body: string }>(
      'SELECT body FROM simulator_delivery WHERE recipient = $1 ORDER BY created_at, id',
      [address],
    );
    return rows.map((row) => row.body);
  }

  /** The first message behind the `seen` first ones that is such. */
  async arrives(address: string, what: RegExp, seen = 0): Promise<string> {
    let bodies: string[] = [];
    const found = () => bodies.slice(seen).find((body) => what.test(body));
    await until(
      async () => {
        bodies = await this.arrived(address);
        return found() !== undefined;
      },
      { what: () => `${String(what)} at ${address}, where there is: ${bodies.slice(seen).join(' | ')}` },
    );
    return found() ?? '';
  }

  register(who: Visitor, address: string): Promise<ApiAnswer> {
    return who.send('POST', '/v1/reply-addresses', { channel: 'simulator', address });
  }

  confirm(who: Visitor, id: string, code: string): Promise<ApiAnswer> {
    return who.send('POST', `/v1/reply-addresses/${id}/confirm`, { code });
  }

  /** The code of the last message that proves an address. */
  async proof(address: string, seen = 0): Promise<string> {
    return /is ([A-Z2-9]{8})\./.exec(await this.arrives(address, /Your code/, seen))?.[1] ?? '';
  }

  /** An address that counts; answers its id. */
  async proven(who: Visitor, address: string): Promise<string> {
    const seen = (await this.arrived(address)).length;
    const { id } = (await this.register(who, address)).as(replyAddressView);
    const confirmed = await this.confirm(who, id, (await this.proof(address, seen)).toLowerCase());
    assert.equal(confirmed.status, 200, confirmed.text);
    return id;
  }

  /** The code of the message that asks there about an approval. */
  async codeOf(address: string, approvalId: string): Promise<string> {
    return codeIn(await this.arrives(address, new RegExp(approvalId)));
  }

  say(from: string, text: string, key = this.channelKey): Promise<ApiAnswer> {
    return this.#api.post('/v1/simulator/messages', key, { channel: 'simulator', from, text });
  }

  /** Sends a reply, and reads what the channel answers. */
  async reply(from: string, text: string): Promise<string> {
    const seen = (await this.arrived(from)).length;
    const answer = await this.say(from, text);
    assert.deepEqual([answer.status, answer.text], [202, '{"received":true}']);
    return this.arrives(from, ANSWER, seen);
  }
}

export function codeIn(text: string): string {
  return /NO ([A-Z2-9]{8})/.exec(text)?.[1] ?? '';
}

/** Two of each worker, as in production: nothing may be sent twice. */
export function startTexting(api: TestApi, log: Logger): { stop(): Promise<void> } {
  const system = openSystemDatabase(api.testDatabase.system);
  const options = { messages: system.messages, database: api.database, pollMs: 20, log };
  const codes = createReplyCodes(TEST_LOGIN_SECRET);
  const chores = [1, 2].flatMap(() => [
    new ReplyAsker({ ...options, codes, publicUrl: 'https://steward.example.com' }),
    new MessageSender(options),
  ]);
  for (const chore of chores) chore.start();
  return {
    stop: async () => {
      await Promise.all(chores.map((chore) => chore.stop()));
      await system.close();
    },
  };
}
