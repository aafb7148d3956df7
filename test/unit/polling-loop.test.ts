/** Queues are looked at when something is new, when more is left than a round takes, and every now and then. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { PollingLoop } from '../../worker/polling-loop.ts';

const NEVER_MS = 3_600_000;

class Queue extends PollingLoop {
  rounds = 0;
  readonly #work: (round: number) => boolean | Promise<boolean>;

  constructor(pollMs: number, work: (round: number) => boolean | Promise<boolean>) {
    super(pollMs, 'outbox');
    this.#work = work;
  }

  protected async round(): Promise<boolean> {
    this.rounds += 1;
    return this.#work(this.rounds);
  }
}

async function roundsOf(queue: Queue, meanwhile: () => void = () => undefined): Promise<number> {
  queue.start();
  await sleep(30);
  meanwhile();
  await sleep(30);
  await queue.stop();
  return queue.rounds;
}

describe('a queue that is worked off', () => {
  it('is looked at once, and then waits', async () => {
    assert.equal(await roundsOf(new Queue(NEVER_MS, () => false)), 1);
  });

  it('is looked at again as long as a round leaves something', async () => {
    assert.equal(await roundsOf(new Queue(NEVER_MS, (round) => round < 5)), 5);
  });

  it('is looked at when a hint comes', async () => {
    const queue = new Queue(NEVER_MS, () => false);
    assert.equal(await roundsOf(queue, queue.hint), 2);
  });

  it('is looked at again after a hint that came during a round', async () => {
    const queue: Queue = new Queue(NEVER_MS, (round) => {
      if (round === 1) queue.hint();
      return false;
    });
    assert.equal(await roundsOf(queue), 2);
  });

  it('is looked at every now and then without any hint', async () => {
    assert.ok((await roundsOf(new Queue(5, () => false))) > 3);
  });
});
