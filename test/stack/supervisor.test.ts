import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { startChild, type Child } from '../../scripts/stack/child.ts';
import { isAlive } from '../../scripts/stack/process-identity.ts';
import { Supervisor } from '../../scripts/stack/supervisor.ts';

const CHILD_FILE = new URL('../../scripts/stack/child.ts', import.meta.url).href;
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const STUBBORN = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";

function node(
  script: string,
  log: (line: string) => void = () => undefined,
  graceMs = 2_000,
): Promise<Child> {
  return startChild({
    command: process.execPath,
    args: ['-e', script],
    env: { PATH: process.env['PATH'] },
    log,
    graceMs,
  });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (condition()) return;
    await sleep(20);
  }
  assert.fail(`did not happen: ${what}`);
}

describe('a child process', () => {
  it('hands its lines to the log', async () => {
    const lines: string[] = [];
    const child = await node("console.log('one'); console.error('two')", (line) => lines.push(line));
    await child.exited;
    await until(() => lines.length === 2, 'two lines');
    assert.deepEqual(lines.sort(), ['one', 'two']);
  });

  it('is killed when it does not stop in its grace time', async () => {
    const lines: string[] = [];
    const child = await node(STUBBORN, (line) => lines.push(line), 300);
    await until(() => lines.includes('up'), 'the child is up');
    await child.stop();
    assert.deepEqual(await child.exited, { code: null, signal: 'SIGKILL' });
    assert.match(lines.join(), /did not stop within 300 ms; killed/);
  });

  it('can be stopped again after it ended', async () => {
    const child = await node('');
    await child.exited;
    await child.stop();
    await child.kill();
  });

  it('rejects when there is no such program', async () => {
    await assert.rejects(
      startChild({ command: '/nowhere/program', args: [], env: {}, log: () => undefined }),
      /ENOENT/,
    );
  });

  it('does not outlive a parent that is killed', async () => {
    const script = `
      const { startChild } = await import(${JSON.stringify(CHILD_FILE)});
      const child = await startChild({ command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'],
        env: {}, log: () => {}, graceMs: 1000 });
      console.log(child.pid);`;
    const args = ['--import', TSX, '--input-type=module', '-e', script];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid), 'the child ended');
  });
});

describe('the supervisor', () => {
  it('stops in the opposite order of dependence, whatever order things were started in', async () => {
    const lines: string[] = [];
    const supervisor = new Supervisor({ log: (line) => lines.push(line), order: ['a', 'b', 'c'] });
    for (const name of ['b', 'a', 'c']) {
      await supervisor.add({ name, start: () => node('setInterval(() => {}, 1000)') });
    }
    await supervisor.stop();
    assert.deepEqual(lines, ['stopping c', 'stopping b', 'stopping a']);
  });

  it('starts what died again, loudly', async () => {
    const lines: string[] = [];
    const supervisor = new Supervisor({ log: (line) => lines.push(line), order: ['a'], backOffMs: 20 });
    const pids: number[] = [];
    const start = async (): Promise<Child> => {
      const child = await node('setInterval(() => {}, 1000)');
      pids.push(child.pid);
      return child;
    };
    const first = await supervisor.add({ name: 'a', start });
    await first.kill();
    await until(() => lines.includes('a runs again'), 'a restart');
    assert.match(lines[0] ?? '', /^!!! a ended unexpectedly \(SIGKILL\); starting it again in 20 ms$/);
    assert.equal(pids.length, 2);
    await supervisor.stop();
    assert.ok(!isAlive(pids[1] ?? 0));
  });

  it('waits longer each time before it starts something again that keeps failing', async () => {
    const lines: string[] = [];
    const supervisor = new Supervisor({ log: (line) => lines.push(line), order: ['a'], backOffMs: 10 });
    await supervisor.add({ name: 'a', start: () => node('process.exit(3)') });
    await until(() => lines.filter((line) => line.includes('exit code 3')).length >= 3, 'three failures');
    await supervisor.stop();
    const pauses = lines.flatMap((line) => /again in (\d+) ms/.exec(line)?.[1] ?? []).map(Number);
    assert.deepEqual(pauses.slice(0, 3), [10, 20, 40]);
  });

  it('kills the rest when the ordered stop takes too long', async () => {
    const lines: string[] = [];
    const supervisor = new Supervisor({ log: (line) => lines.push(line), order: ['a'], stopDeadlineMs: 200 });
    const child = await supervisor.add({
      name: 'a',
      start: () => node(STUBBORN, (line) => lines.push(line), 60_000),
    });
    await until(() => lines.includes('up'), 'the child is up');
    await supervisor.stop();
    assert.equal((await child.exited).signal, 'SIGKILL');
  });
});
