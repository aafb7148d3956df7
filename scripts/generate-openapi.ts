/** Writes openapi.json, the committed picture of the API. A test fails when it is no longer true. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readVersion } from '../api/build-context.ts';
import { createOpenApiDocument } from '../api/openapi.ts';

const FILE = fileURLToPath(new URL('../openapi.json', import.meta.url));

const document = createOpenApiDocument({ version: readVersion(), serverUrl: 'http://localhost:4000' });
const options = (await resolveConfig(FILE)) ?? {};
writeFileSync(FILE, await format(JSON.stringify(document), { ...options, parser: 'json' }));
process.stdout.write(`wrote ${FILE}\n`);
