import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = new URL('../../../scripts/demo-model/main.ts', import.meta.url).pathname;
const ENV = { ...process.env, DEMO_MODEL_PORT: '0' };

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of stream) {
    text += String(part);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

describe('demo model: the program', () => {
  it('prints where it listens and stops on SIGTERM', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      env: ENV,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const line = await firstLine(child.stdout);
    const url = /http:\S+\/v1/.exec(line)?.[0] ?? '';
    assert.equal((await fetch(`${url}/models`)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  });

  it('stops when its parent is killed, if told to', async () => {
    const start = `const { spawn } = require('node:child_process');
      spawn(process.execPath, ['--import', 'tsx', ${JSON.stringify(MAIN)}], { stdio: 'inherit' });`;
    const env = { ...ENV, DEMO_MODEL_EXIT_WITH_PARENT: '1' };
    const parent = spawn(process.execPath, ['-e', start], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const url = /http:\S+\/v1/.exec(await firstLine(parent.stdout))?.[0] ?? '';
    assert.equal((await fetch(`${url}/models`)).status, 200);
    parent.kill('SIGKILL');
    for (let waited = 0; waited < 5_000; waited += 100) {
      await sleep(100);
      const gone = await fetch(`${url}/models`).then(
        () => false,
        () => true,
      );
      if (gone) return;
    }
    assert.fail('it must stop with its parent');
  });

  it('says what is wrong with its settings', async () => {
    const env = { ...ENV, DEMO_MODEL_PORT: 'many' };
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(child, 'exit');
    assert.match(await firstLine(child.stderr), /DEMO_MODEL_PORT must be a whole number/);
    assert.deepEqual(await exited, [1, null]);
  });
});
