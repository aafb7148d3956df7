import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './supervisor.ts';

const TIMEOUT_MS = 60_000;

/** Resolves when the URL answers with success; rejects when the program has ended or takes too long. */
export async function untilAnswers(name: string, url: string, child: Pick<Running, 'exited'>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  let last = 'no answer';
  const ended = new AbortController();
  void child.exited.then(() => {
    ended.abort();
  });
  while (Date.now() < deadline) {
    if (ended.signal.aborted) throw new Error(`${name} ended while starting; its own lines above say why.`);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
      const body = await response.text();
      if (response.ok) return;
      last = `${String(response.status)} ${body.slice(0, 300)}`;
    } catch (error) {
      last = (error as Error).message;
    }
    await sleep(200);
  }
  throw new Error(`${name} is not ready after ${String(TIMEOUT_MS / 1000)} s: ${url} gave ${last}`);
}
