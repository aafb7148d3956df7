import type { Connection } from '@temporalio/client';
import type { Config } from '../../config/env.ts';
import { missingSearchAttributes } from '../stack/search-attributes.ts';
import { connectTemporal } from '../stack/temporal.ts';
import { fail, ok, reason, warn, type Finding } from './finding.ts';

const TIMEOUT_MS = 5_000;

export async function checkTemporal(config: Config): Promise<Finding[]> {
  const { address, namespace } = config.temporal;
  if (address === undefined) {
    return [
      warn(
        'temporal',
        'TEMPORAL_ADDRESS is not set',
        '`npm start` runs a development server; the API and worker alone need the variable.',
      ),
    ];
  }
  let connection: Connection;
  try {
    connection = await connectTemporal(config);
  } catch (error) {
    return [
      fail(
        'temporal',
        `${address} does not answer: ${reason(error)}`,
        'Check TEMPORAL_ADDRESS, TEMPORAL_TLS_* and TEMPORAL_API_KEY.',
      ),
    ];
  }
  try {
    return [
      ok('temporal', `${address} answers`),
      await checkNamespace(connection, namespace),
      await checkAttributes(connection, namespace),
    ];
  } finally {
    await connection.close();
  }
}

async function checkNamespace(connection: Connection, namespace: string): Promise<Finding> {
  const check = 'temporal: namespace';
  try {
    await connection.withDeadline(Date.now() + TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return ok(check, `"${namespace}" exists`);
  } catch (error) {
    return fail(
      check,
      `"${namespace}": ${reason(error)}`,
      `Create it (temporal operator namespace create ${namespace}) or set TEMPORAL_NAMESPACE.`,
    );
  }
}

async function checkAttributes(connection: Connection, namespace: string): Promise<Finding> {
  const check = 'temporal: search attributes';
  try {
    const missing = await missingSearchAttributes(connection, namespace);
    if (missing.length === 0) return ok(check, 'all registered');
    const flags = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    return fail(
      check,
      `missing: ${missing.join(', ')}`,
      `temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    );
  } catch (error) {
    return warn(
      check,
      `can't be listed: ${reason(error)}`,
      'Give this identity the right to list them, or check them in the UI.',
    );
  }
}
