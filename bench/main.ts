/**
 * What durability by Steward costs over bare Temporal: the same run (three model calls, two tool calls, a model
 * without latency) on the same servers, side by side in one process tree and in turns.
 * `npm run bench`, about three minutes; `-- --rounds 7` for steadier figures.
 */
import { Console } from 'node:console';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { type Contestant, createBare, createSteward, type Grounds } from './contestant.ts';
import { withServers } from './grounds.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '48' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '16' },
  },
});
const RUNS = Number(values.runs);
const ROUNDS = Number(values.rounds);
const CONCURRENCY = Number(values.concurrency);
const WARM_UPS = 3;

interface Figures {
  readonly throughput: number[];
  readonly latencies: number[];
  statements: number;
  historyBytes: number;
  events: number;
  activities: number;
}

async function withGrounds(work: (grounds: Grounds) => Promise<void>): Promise<void> {
  await withServers(async (servers) => {
    const connection = await Connection.connect({ address: servers.temporalAddress });
    const model = await scriptRun(servers.modelUrl);
    await work({ ...servers, client: new Client({ connection }), model });
    await connection.close();
  });
}

async function scriptRun(url: string): Promise<string> {
  const call = { toolCalls: [{ name: 'get_recent_leads', arguments: {} }] };
  const body = JSON.stringify({ id: 'bench', turns: [call, call, { text: 'Two looks, one answer.' }] });
  const response = await fetch(new URL('/demo/scripts', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return ((await response.json()) as { model: string }).model;
}

async function throughput(contestant: Contestant): Promise<number> {
  let left = RUNS;
  const startedAt = performance.now();
  const slot = async () => {
    while (left > 0) {
      left -= 1;
      await contestant.run();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, slot));
  return RUNS / ((performance.now() - startedAt) / 1000);
}

async function latency(contestant: Contestant): Promise<number> {
  const startedAt = performance.now();
  await contestant.run();
  return performance.now() - startedAt;
}

async function inspect(grounds: Grounds, contestant: Contestant, figures: Figures): Promise<void> {
  const before = await contestant.statements();
  const workflowId = await contestant.run();
  figures.statements = (await contestant.statements()) - before;
  const handle = grounds.client.workflow.getHandle(workflowId);
  const { historySize, historyLength } = await handle.describe();
  const { events } = await handle.fetchHistory();
  figures.historyBytes = historySize ?? 0;
  figures.events = historyLength;
  figures.activities = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
}

async function measure(
  grounds: Grounds,
  contestants: readonly Contestant[],
): Promise<Map<Contestant, Figures>> {
  const results = new Map<Contestant, Figures>();
  for (const contestant of contestants) {
    results.set(contestant, {
      throughput: [],
      latencies: [],
      statements: 0,
      historyBytes: 0,
      events: 0,
      activities: 0,
    });
    // The first runs of a process are those of the compiler.
    for (let warm = 0; warm < WARM_UPS; warm += 1) await throughput(contestant);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [contestant, figures] of results) figures.throughput.push(await throughput(contestant));
    for (let i = 0; i < 10; i += 1) {
      for (const [contestant, figures] of results) figures.latencies.push(await latency(contestant));
    }
  }
  for (const [contestant, figures] of results) await inspect(grounds, contestant, figures);
  return results;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(results: Map<Contestant, Figures>): void {
  const [bare] = results.values();
  if (bare === undefined) return;
  const rows = [...results].map(([{ name }, f]) => ({
    contestant: name,
    'runs/s': median(f.throughput).toFixed(1),
    ratio: (median(f.throughput) / median(bare.throughput)).toFixed(2),
    'p50 ms': median(f.latencies).toFixed(0),
    'p50 ratio': (median(f.latencies) / median(bare.latencies)).toFixed(2),
    'history B': f.historyBytes,
    events: f.events,
    'B/activity': Math.round(f.historyBytes / f.activities),
    'SQL/run': f.statements,
  }));
  process.stdout.write(
    `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, Node ${process.version}; ${ROUNDS} rounds of ${RUNS} runs at concurrency ${CONCURRENCY}\n`,
  );
  new Console(process.stdout).table(rows);
}

await withGrounds(async (grounds) => {
  const contestants = [
    await createBare(grounds),
    await createSteward(grounds, 'step'),
    await createSteward(grounds, 'turn'),
    await createSteward(grounds, 'burst'),
  ];
  try {
    report(await measure(grounds, contestants));
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()));
  }
});
process.exit(0);
