/** Writes openapi.json, the committed picture of the API. A test fails when it is no longer true. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readVersion } from '../api/build-context.ts';
import { createOpenApiDocument } from '../api/openapi.ts';

const FILE = fileURLToPath(new URL('../openapi.json', import.meta.url));

const document = createOpenApiDocument({ version: readVersion(), serverUrl: 'http://localhost:4000' });
writeFileSync(FILE, `${JSON.stringify(document, null, 2)}\n`);
process.stdout.write(`wrote ${FILE}\n`);
