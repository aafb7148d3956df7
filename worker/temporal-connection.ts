import { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config/env.ts';
import { required } from '../config/env.ts';

/** One connection for worker and client: eager workflow starts need both to share it. */
export async function connectTemporal(config: Config): Promise<NativeConnection> {
  const { tls } = config.temporal;
  const { temporalApiKey, temporalClientKey } = config.secrets;
  const pair =
    tls?.clientCert !== undefined && temporalClientKey !== undefined
      ? { clientCertPair: { crt: tls.clientCert, key: temporalClientKey } }
      : {};
  return NativeConnection.connect({
    address: required(config.temporal.address, 'TEMPORAL_ADDRESS'),
    ...(temporalApiKey === undefined ? {} : { apiKey: temporalApiKey }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(tls.serverName === undefined ? {} : { serverNameOverride: tls.serverName }),
            ...(tls.serverCa === undefined ? {} : { serverRootCACertificate: tls.serverCa }),
            ...pair,
          },
        }),
  });
}
