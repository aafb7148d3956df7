/** `npm start` as people meet it: one command, one line that says where everything is, one Ctrl-C that ends it all. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '../../config/settings.ts';
import { freePort } from '../../scripts/stack/ports.ts';
import { identify, isSameProcess, type ProcessIdentity } from '../../scripts/stack/process-identity.ts';
import { steward } from '../support/steward-command.ts';
import { until } from '../support/until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROMISED_STOP_MS = 15_000;

interface Ready {
  readonly app: string;
  readonly apiDocs: string;
  readonly temporalUi: string;
  readonly demoApiKey: string;
}

interface RunPage {
  readonly data: readonly { readonly id: string; readonly status: string }[];
}

interface AgentPage {
  readonly data: readonly { readonly id: string }[];
}

/** What the environment of this test says about the product must not reach it. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !(name in SETTINGS)));
}

/** All processes below this one, over all generations. */
function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

async function getJson<T>({ app, demoApiKey }: Ready, path: string): Promise<T> {
  const response = await fetch(`${app}${path}`, { headers: { authorization: `Bearer ${demoApiKey}` } });
  assert.equal(response.status, 200, path);
  return (await response.json()) as T;
}

describe('npm start', function () {
  this.timeout(90_000);
  let directory: string;
  let child: ChildProcess;
  let lines: string[];
  let exited: Promise<unknown>;
  let ready: Ready;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'steward-start-'));
    // As root, PostgreSQL runs as a user that must get in.
    chmodSync(directory, 0o755);
  });
  after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await exited;
    }
    rmSync(directory, { recursive: true, force: true });
  });

  async function start(): Promise<Ready> {
    lines = [];
    child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
      cwd: ROOT,
      env: { ...cleanEnvironment(), STEWARD_DATA_DIR: directory, PORT: String(await freePort()) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    exited = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) {
      assert.ok(stream);
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    }
    const readyLine = () => lines.find((line) => line.startsWith('{"ready":true,'));
    await until(() => readyLine() !== undefined, {
      what: () => `the ready line:\n${lines.slice(-30).join('\n')}`,
      timeoutMs: 75_000,
      stop: () => child.exitCode !== null,
    });
    return JSON.parse(readyLine() ?? '') as Ready;
  }

  /** As the terminal does it: once, to the process that was started. */
  async function pressCtrlC(): Promise<{ tookMs: number; left: ProcessIdentity[] }> {
    const below = descendants(child.pid ?? 0).map(identify);
    assert.ok(below.length >= 5, 'PostgreSQL, Temporal, demo model, worker and API run below it');
    const pressedAt = Date.now();
    child.kill('SIGINT');
    await exited;
    return { tookMs: Date.now() - pressedAt, left: below.filter(isSameProcess) };
  }

  async function assertStopsCleanly(): Promise<void> {
    const { tookMs, left } = await pressCtrlC();
    assert.equal(child.exitCode, 0, lines.slice(-20).join('\n'));
    assert.ok(tookMs < PROMISED_STOP_MS, `it took ${tookMs} ms`);
    assert.deepEqual(left, []);
  }

  it('performs and prints a first run, says where everything is, and stops all of it on Ctrl-C', async () => {
    ready = await start();
    for (const url of [ready.app, ready.apiDocs, ready.temporalUi]) {
      const response = await fetch(url);
      assert.equal(response.status, 200, url);
      assert.match(response.headers.get('content-type') ?? '', /text\/html/, url);
    }
    const told = lines.join('\n');
    for (const step of [/run_started, running/, /llm_generation .*turn 1/, /tool_call .* succeeded/]) {
      assert.match(told, step);
    }
    assert.match(told, /completed: \d+ turns, \d+ tool calls, \$0\.\d{6}/);
    const runs = await getJson<RunPage>(ready, '/v1/runs');
    assert.deepEqual(
      runs.data.map((run) => run.status),
      ['completed'],
    );
    await assertStopsCleanly();
  });

  it('finds its data again at the next start', async () => {
    ready = await start();
    const runs = await getJson<RunPage>(ready, '/v1/runs');
    assert.deepEqual(
      runs.data.map((run) => run.status),
      ['completed', 'completed'],
    );
  });

  it('is as the demo says, which fails where it is not, and stops as before', async () => {
    const told = await demo();
    assert.equal(told.code, 0, told.text);
    assert.match(told.text, /✓ the message was delivered exactly once/);
    assert.match(told.text, /✓ its type is agentRun/);
    assert.match(told.text, /All of it is as it was said/);
    const replies = await getJson<AgentPage>(ready, '/v1/agents?kind=text_reply');
    const response = await fetch(`${ready.app}/v1/agents/${replies.data[0]?.id ?? ''}/pause`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ready.demoApiKey}` },
    });
    assert.equal(response.status, 200);
    const failed = await demo();
    assert.equal(failed.code, 1, failed.text);
    assert.match(failed.text, /this is not so: there is an active agent of the kind text_reply/);
    await assertStopsCleanly();
  });

  async function demo(): Promise<{ code: number | null; text: string }> {
    const { code, stdout, stderr } = await steward(['demo'], { STEWARD_DATA_DIR: directory });
    return { code, text: stdout + stderr };
  }
});
