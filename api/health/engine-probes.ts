/** Readiness of the engine: does Temporal answer, and has a worker asked it for work lately? */
import { Connection } from '@temporalio/client';
import type { Config } from '../../config/env.ts';
import type { Probe } from '../context.ts';

export interface EngineProbes {
  readonly temporal: Probe;
  readonly worker: Probe;
  close(): Promise<void>;
}

/** A worker's long poll lasts a minute; one that has not asked for longer is gone. */
const RECENT_MS = 90_000;

export interface EngineAddress {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly tls: Config['temporal']['tls'];
  readonly apiKey: string | undefined;
  readonly clientKey: Buffer | undefined;
}

export function createEngineProbes(engine: EngineAddress): EngineProbes {
  const { address, namespace, taskQueue } = engine;
  const connection = Connection.lazy({
    address,
    connectTimeout: 1_500,
    ...(engine.apiKey === undefined ? {} : { apiKey: engine.apiKey }),
    ...tlsOf(engine),
  });
  const call = <T>(work: () => Promise<T>): Promise<T> => connection.withDeadline(Date.now() + 1_800, work);
  return {
    temporal: async () => {
      await call(() => connection.workflowService.getSystemInfo({}));
    },
    worker: async () => {
      const { pollers } = await call(() =>
        connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
      );
      const latest = Math.max(
        0,
        ...pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000),
      );
      if (Date.now() - latest > RECENT_MS) throw new Error(`no worker polls the task queue ${taskQueue}`);
    },
    close: () => connection.close(),
  };
}

function tlsOf({ tls, clientKey }: EngineAddress) {
  if (tls === undefined) return {};
  const { serverName, serverCa, clientCert } = tls;
  return {
    tls: {
      ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
      ...(serverCa === undefined ? {} : { serverRootCACertificate: serverCa }),
      ...(clientCert === undefined || clientKey === undefined
        ? {}
        : { clientCertPair: { crt: clientCert, key: clientKey } }),
    },
  };
}
