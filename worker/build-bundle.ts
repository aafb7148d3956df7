/** `npm run build:workflows`: bundles the workflows ahead of time, so that a worker starts without webpack. */
import { loadConfig } from '../config/env.ts';
import { writeBundle } from './bundle.ts';
import { startTelemetry } from './telemetry.ts';

const telemetry = startTelemetry(loadConfig());
const file = await writeBundle(telemetry.plugin);
process.stdout.write(`${file}\n`);
await telemetry.shutdown();
