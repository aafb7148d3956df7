/** What clients of `/v1/runs/{id}/events` see of an answer that stalls and is written anew, whenever they come and go. */
import assert from 'node:assert/strict';
import { type LogEntryView, logEntryView } from '../../domain/contracts/log-entries.ts';
import { discardEvent, tokenEvent } from '../../domain/contracts/run-events.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { toPublicId } from '../../domain/ids.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { buildApiKey } from '../support/builders.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { EventReader, type ReceivedEvent } from '../support/event-reader.ts';

const HALF = 'This half sentence is no answer, because nobody ever came to finish what it had so well beg';
const WHOLE = Array.from({ length: 60 }, (_, i) => `Word ${String.fromCharCode(97 + (i % 26))}`).join(', ');

/** A client by the book: it keeps what it has over reconnects, and shows an answer from the events alone. */
class Client {
  readonly #url: string;
  readonly #key: string;
  /** Every state of the answer being written, in order. */
  readonly answers: string[] = [''];
  readonly log: LogEntryView[] = [];
  isWithdrawn = false;
  isAtEnd = false;
  #attempt = '';

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  get answer(): string {
    return this.answers.at(-1) ?? '';
  }

  /** Follows until the condition holds or the run has ended; then the connection is closed. */
  async follow(enough: (event: ReceivedEvent) => boolean = () => false): Promise<void> {
    const last = this.log.at(-1)?.seq;
    const reader = await EventReader.open(this.#url, {
      authorization: `Bearer ${this.#key}`,
      ...(last === undefined ? {} : { 'last-event-id': String(last) }),
    });
    for (let event = await reader.next(30_000); event !== undefined; event = await reader.next(30_000)) {
      this.#take(event);
      if (enough(event)) break;
    }
    reader.close();
  }

  #take({ event, data }: ReceivedEvent): void {
    if (event === 'log') this.log.push(logEntryView.parse(data));
    if (event === 'end') this.isAtEnd = true;
    if (event === 'token') {
      const { turn, attempt, text, snapshot } = tokenEvent.parse(data);
      const writing = `${String(turn)}:${String(attempt)}`;
      this.answers.push(snapshot || writing !== this.#attempt ? text : this.answer + text);
      this.#attempt = writing;
    }
    if (event === 'discard') {
      const { turn, attempt } = discardEvent.parse(data);
      this.isWithdrawn = true;
      if (this.#attempt === `${String(turn)}:${String(attempt)}`) this.answers.push('');
    }
  }
}

const saysHalf = ({ event, data }: ReceivedEvent) =>
  event === 'token' && HALF.startsWith(tokenEvent.parse(data).text.slice(0, 20));
const saysWhole = ({ event, data }: ReceivedEvent) =>
  event === 'token' && WHOLE.includes(tokenEvent.parse(data).text.slice(0, 20));
const withdraws = ({ event }: ReceivedEvent) => event === 'discard';

describe('an answer that stalls and is written anew, as clients see it', function () {
  this.timeout(90_000);
  let engine: Engine;
  let api: TestApi;
  let key: string;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create({
      env: { LLM_FIRST_BYTE_TIMEOUT_MS: '5000', LLM_IDLE_TIMEOUT_MS: '2000', LLM_TOTAL_TIMEOUT_MS: '20000' },
    });
    api = await startTestApi({ testDatabase: engine.testDatabase });
    ({ key } = await buildApiKey(engine.testDatabase.system, engine.organizationId));
    await engine.startWorker();
  });
  after(async () => {
    await api.stop();
    await engine.stop();
  });

  it('is withdrawn and then there exactly once, also for whoever resumes in the middle', async () => {
    const attempts = [
      { text: HALF, hang: 'middle' },
      { text: WHOLE, chunkDelayMs: 150 },
    ];
    const modelId = await scriptModel({ turns: [attempts] });
    const agent = await engine.agent({
      kind: 'assistant',
      spec: { model: { modelId }, tools: { allow: [] } },
    });
    const id = await engine.startRun({ agent, input: { question: 'What is new?' } });
    const path = `/v1/runs/${toPublicId('run', id)}`;
    const client = () => new Client(`${api.url}${path}/events`, key);
    const clients = {
      stays: client(),
      leavesInTheHalf: client(),
      leavesWhenItIsWithdrawn: client(),
      leavesInTheWhole: client(),
      comesLate: client(),
    };
    const returns = async (who: Client, after: (event: ReceivedEvent) => boolean): Promise<void> => {
      await who.follow(after);
      assert.ok(!who.isAtEnd, 'it left in the middle');
      await who.follow();
    };
    await Promise.all([
      clients.stays.follow(),
      // It comes back when the half is withdrawn already: nothing but the stream can tell it.
      clients.leavesInTheHalf.follow(saysHalf).then(async () => {
        await client().follow(withdraws);
        await clients.leavesInTheHalf.follow();
      }),
      returns(clients.leavesWhenItIsWithdrawn, withdraws),
      returns(clients.leavesInTheWhole, saysWhole),
      client()
        .follow(saysWhole)
        .then(() => clients.comesLate.follow()),
    ]);
    const run = (await api.get(path, key)).as(runView);
    assert.deepEqual([run.status, run.output], ['completed', { markdown: WHOLE }]);
    for (const [name, { answers, log, isAtEnd, isWithdrawn }] of Object.entries(clients)) {
      assert.ok(isAtEnd, name);
      assert.deepEqual(
        log.map(({ seq }) => seq),
        Array.from({ length: log.length }, (_, i) => i + 1),
        `${name}: every entry once`,
      );
      const calls = log.flatMap(({ entry }) => (entry.kind === 'llm_generation' ? [entry] : []));
      assert.deepEqual(
        calls.map(({ finishReason, completionSummary }) => [finishReason, completionSummary.slice(0, 20)]),
        [
          ['lost', 'the answer was lost;'],
          ['stop', WHOLE.slice(0, 20)],
        ],
        `${name}: the half is charged and nothing else, the whole is there once`,
      );
      assert.ok(!JSON.stringify(log).includes(HALF.slice(0, 20)), name);
      const halves = answers.filter((answer) => answer !== '' && HALF.startsWith(answer));
      const lastHalf = answers.findLastIndex((answer) => answer !== '' && HALF.startsWith(answer));
      if (name === 'comesLate') assert.deepEqual([halves, isWithdrawn], [[], false]);
      else assert.deepEqual([halves.length > 0, isWithdrawn, answers[lastHalf + 1]], [true, true, ''], name);
      const anew = answers.slice(lastHalf + 1).filter((answer) => answer !== '');
      assert.ok(anew.length > 0, name);
      for (const [i, answer] of anew.entries()) {
        assert.ok(WHOLE.startsWith(answer), `${name}: ${answer}`);
        assert.ok(answer.length >= (anew[i - 1]?.length ?? 0), `${name}: nothing of it goes again`);
      }
    }
  });
});
