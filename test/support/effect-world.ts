/**
 * Runs whose every call changes something outside, people who decide what they ask, and the facts that must hold in
 * the end, whatever happened to the workers meanwhile.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromPublicId, toPublicId } from '../../domain/ids.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import type { BuiltAgent } from './builders.ts';
import { requestsOf, scriptModel } from './demo-script.ts';
import { Engine, type EngineOptions } from './engine.ts';
import { type HttpSink, startHttpSink } from './http-sink.ts';
import { queryRows } from './rows.ts';

interface Question {
  readonly id: string;
  readonly run_id: string;
  readonly turn: number;
  readonly call_index: number;
  readonly subject: string;
  readonly tool_name: string;
}

export interface EffectRun {
  readonly id: string;
  readonly modelId: string;
  /** In the title of its tasks and the text of its messages. */
  readonly mark: string;
}

export interface EffectAgent extends BuiltAgent {
  readonly modelId: string;
  readonly mark: string;
}

export interface EffectFigures {
  readonly effects: number;
  readonly modelCalls: number;
  /** Times that a person was asked because nobody could know. */
  readonly unknown: number;
}

/** Of the requests, one in so many is read and never answered. */
const DROPPED = 12;
const TOOLS = ['create_task', 'http_request', 'send_message', 'get_engagement_stats'];
/** Per run: requests to the sink, messages, tasks. */
const EXPECTED = { http_request: 2, send_message: 1, create_task: 1 };

export class EffectWorld {
  readonly engine: Engine;
  readonly runs: EffectRun[] = [];
  readonly #sink: HttpSink;
  #marks = 0;
  #decided = 0;
  #leaving = false;
  #people: Promise<void> | undefined;

  private constructor(engine: Engine, sink: HttpSink) {
    this.engine = engine;
    this.#sink = sink;
  }

  static async create(options: EngineOptions = {}): Promise<EffectWorld> {
    const sink = await startHttpSink();
    let received = 0;
    sink.answer((_request, response) => {
      received += 1;
      if (received % DROPPED === 0) response.destroy();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
    const engine = await Engine.create({
      ...options,
      env: { STEWARD_EGRESS_PERMITTED_RANGES: '127.0.0.1/32', ...options.env },
    });
    await engine.database.transact(engine.organizationId, (store) =>
      store.organization.update({ egressHosts: [sink.host] }),
    );
    const world = new EffectWorld(engine, sink);
    world.#people = world.#decideUntilStopped();
    return world;
  }

  async stop(): Promise<void> {
    this.#leaving = true;
    await this.#people;
    await this.engine.stop();
    await this.#sink.stop();
  }

  async startRun(): Promise<EffectRun> {
    const agent = await this.prepareRun();
    return this.adopt(await this.engine.startRun({ agent }), agent);
  }

  /** A run that somebody else started for such an agent; its id may be the public one. */
  adopt(id: string, { modelId, mark }: EffectAgent): EffectRun {
    const run = { id: fromPublicId('run', id) ?? id, modelId, mark };
    this.runs.push(run);
    return run;
  }

  /** An agent whose run has four effects of three tools in three turns, one or two at a time, between readings. */
  async prepareRun(): Promise<EffectAgent> {
    this.#marks += 1;
    const mark = `effect-${this.#marks}`;
    const task = (n: number) => ({ name: 'create_task', arguments: { title: `${mark} task ${n}` } });
    const message = (n: number) => ({
      name: 'send_message',
      arguments: { channel: 'simulator', to: '+491555550001', text: `${mark} message ${n}` },
    });
    const request = (n: number) => ({
      name: 'http_request',
      arguments: { method: 'POST', url: `${this.#sink.url}/${mark}/${n}`, body: '{}' },
    });
    const stats = { name: 'get_engagement_stats', arguments: { period: 'last_7_days' } };
    const turns = [
      { toolCalls: [stats, task(1)] },
      { toolCalls: [request(1)] },
      { toolCalls: [stats] },
      { toolCalls: [message(1), request(2)] },
      { text: 'Done.' },
    ];
    const modelId = await scriptModel({ turns });
    const agent = await this.engine.agent({
      spec: {
        model: { modelId },
        tools: { allow: TOOLS },
        autonomy: 'autonomous',
        enableAutopilot: true,
        // Every second agent asks before each effect once it has read an answer of the sink.
        taintPolicy: { allow: this.#marks % 2 === 0 ? [] : TOOLS },
      },
    });
    return { ...agent, modelId, mark };
  }

  /** Waits for the end of all runs and checks that each effect happened once, and nothing went unasked or unpaid. */
  async checkAll(timeoutMs: number): Promise<EffectFigures> {
    const figures = { effects: 0, modelCalls: 0, unknown: 0 };
    for (const run of this.runs) {
      const { status, errorMessage } = await this.engine.ended(run.id, timeoutMs);
      assert.equal(status, 'completed', errorMessage ?? '');
      figures.effects += await this.#checkEffects(run);
      figures.unknown += await this.#checkQuestions(run);
      figures.modelCalls += await this.#checkCosts(run);
    }
    return figures;
  }

  async #checkEffects({ id, mark }: EffectRun): Promise<number> {
    const requests = this.#sink.requests.filter(({ url }) => url.startsWith(`/${mark}/`));
    const keys = requests.map(({ headers }) => String(headers['idempotency-key']));
    assert.equal(new Set(keys).size, keys.length, `${mark}: a request arrived twice: ${keys.join(' ')}`);
    const done = {
      http_request: requests.map(({ url }) => url.split('/').at(-1)),
      send_message: await this.#texts(
        'SELECT d.body AS text FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1',
        id,
      ),
      create_task: await this.#texts(
        `SELECT name AS text FROM object WHERE type = 'task' AND name LIKE $1 || ' task %'`,
        mark,
      ),
    };
    for (const [tool, expected] of Object.entries(EXPECTED)) {
      const found = done[tool as keyof typeof done];
      assert.equal(new Set(found).size, expected, `${mark}: ${tool} was lost: ${found.join(', ')}`);
      assert.equal(found.length, expected, `${mark}: ${tool} happened twice: ${found.join(', ')}`);
    }
    return keys.length + done.send_message.length + done.create_task.length;
  }

  async #texts(sql: string, value: string): Promise<string[]> {
    return (await queryRows<{ text: string }>(this.engine, sql, [value])).map(({ text }) => text);
  }

  /** No call was left in the middle, and whatever nobody could know was asked of a person. */
  async #checkQuestions({ id, mark }: EffectRun): Promise<number> {
    const [row] = await queryRows<{ open: number; unknown: number; asked: number }>(
      this.engine,
      `SELECT (SELECT count(*)::int FROM run_step WHERE run_id = $1 AND finished_at IS NULL) AS open,
         (SELECT count(*)::int FROM log_entry WHERE run_id = $1 AND entry->>'event' = 'effect_unknown') AS unknown,
         (SELECT count(*)::int FROM approval WHERE run_id = $1 AND subject = 'effect_unknown'
           AND status IN ('approved', 'rejected')) AS asked`,
      [id],
    );
    assert.equal(row?.open, 0, `${mark}: a call was left in the middle`);
    assert.equal(row.asked, row.unknown, `${mark}: an unknown outcome was not asked`);
    return row.unknown;
  }

  /** Whatever the model was asked is paid, and the run's cost is the sum of it. */
  async #checkCosts({ id, modelId, mark }: EffectRun): Promise<number> {
    const asked = (await requestsOf(modelId)).length;
    const [row] = await queryRows<{ calls: number; cost: string; run: string; open: number }>(
      this.engine,
      `SELECT count(*)::int AS calls, coalesce(sum(u.cost_micro_usd), 0)::text AS cost, r.cost_micro_usd::text AS run,
         (SELECT count(*)::int FROM budget_reservation b WHERE b.run_id = r.id AND b.status = 'open') AS open
       FROM run r LEFT JOIN usage u ON u.run_id = r.id WHERE r.id = $1 GROUP BY r.id`,
      [id],
    );
    assert.ok(row);
    assert.ok(row.calls >= asked, `${mark}: ${asked} calls were made and ${row.calls} paid`);
    assert.equal(row.cost, row.run, `${mark}: the run's cost is not the sum of its calls`);
    assert.equal(row.open, 0, `${mark}: something stays reserved`);
    return asked;
  }

  async #decideUntilStopped(): Promise<void> {
    while (!this.#leaving) {
      // While workers, or PostgreSQL, are away there is nobody to tell; the question stays.
      const questions = await queryRows<Question>(
        this.engine,
        `SELECT id, run_id, turn, call_index, subject, tool_name FROM approval
         WHERE status = 'pending' AND created_at < now() - interval '200 milliseconds' LIMIT 20`,
      ).catch(() => []);
      await Promise.all(questions.map((question) => this.#decide(question).catch(() => undefined)));
      await sleep(300);
    }
  }

  /** As a person would who looks at the other side first. Through all three doors in turn. */
  async #decide(question: Question): Promise<void> {
    const isDone = question.subject === 'effect_unknown' && (await this.#hasHappened(question));
    const decision = isDone ? 'reject' : 'approve';
    this.#decided += 1;
    const message = {
      approvalId: toPublicId('approval', question.id),
      decision,
      ...(isDone ? { reason: 'It is there.' } : {}),
    } as const;
    const workflow = this.engine.workflow(question.run_id);
    if (this.#decided % 3 === 0) await workflow.signal('decideApproval', message);
    else if (this.#decided % 3 === 1) await workflow.executeUpdate('decideApproval', { args: [message] });
    else
      await this.engine.database.transact(this.engine.organizationId, (store) =>
        store.approvals.decide({
          ...message,
          approvalId: question.id,
          actor: 'key:test',
          via: 'api',
          by: { role: 'owner' },
          checkEdit,
        }),
      );
  }

  async #hasHappened({ run_id, turn, call_index, tool_name }: Question): Promise<boolean> {
    if (tool_name === 'http_request') {
      const key = `${run_id}:${turn}:${call_index}`;
      return this.#sink.requests.some(({ headers }) => headers['idempotency-key'] === key);
    }
    const delivered = await queryRows(
      this.engine,
      `SELECT 1 FROM simulator_delivery d JOIN message m ON m.id = d.message_id
       WHERE m.run_id = $1 AND m.turn = $2 AND m.call_index = $3`,
      [run_id, turn, call_index],
    );
    return delivered.length > 0;
  }
}
