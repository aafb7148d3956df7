/** Prisma's schema engine as WebAssembly: applies migrations and compares schemas without a downloaded program. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import * as generated from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

type WasmExports = Readonly<Record<string, unknown>>;

/** As far as it is used here: the configured libraries declare no WebAssembly. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: WasmExports };
}

/** What the generated glue offers besides its declared types. */
interface Glue {
  readonly __wbg_set_wasm: (exports: WasmExports) => void;
  readonly SchemaEngine: typeof SchemaEngine;
}

let loaded: typeof SchemaEngine | undefined;

/** Node can't import .wasm files as modules without a flag yet, so this does what the generated loader would do. */
function loadSchemaEngine(): typeof SchemaEngine {
  loaded ??= instantiate(generated);
  return loaded;
}

function instantiate(engine: Glue): typeof SchemaEngine {
  const directory = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
  const module = new wasm.Module(readFileSync(join(directory, 'schema_engine_bg.wasm')));
  const { exports } = new wasm.Instance(module, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(exports);
  (exports['__wbindgen_start'] as () => void)();
  return engine.SchemaEngine;
}

/**
 * The adapter's own `executeScript` splits a script at every semicolon, also at those in comments, strings and
 * function bodies. Sent whole, PostgreSQL reads it correctly, and runs it as one transaction.
 */
class WholeScriptPg extends PrismaPg {
  override async connect(): Promise<Awaited<ReturnType<PrismaPg['connect']>>> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script).catch(rethrow);
    };
    return adapter;
  }
}

function rethrow(error: unknown): never {
  if (!(error instanceof pg.DatabaseError)) throw error;
  throw new DriverAdapterError({
    kind: 'postgres',
    code: error.code ?? 'XX000',
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  });
}

/** Runs `work` with an engine connected to `url`, and ends its connections afterwards. */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  // A pool of our own, because the engine never ends its connections.
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000, max: 2 });
  pool.on('error', () => undefined);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool));
    const engine = await loadSchemaEngine().new({ datamodels: undefined }, () => undefined, adapter);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } catch (error) {
    throw readable(error);
  } finally {
    await pool.end();
  }
}

/** The engine appends a trace of its own source to the text; people need the lines before it. */
function readable(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const [text = ''] = error.message.split(/\n\s+0: /);
  const migration = /migration_name="([^"]+)"/.exec(error.message)?.[1];
  return new Error(migration === undefined ? text.trim() : `Migration ${migration}: ${text.trim()}`);
}
