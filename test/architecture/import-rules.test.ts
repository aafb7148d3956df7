/** A rule that never fires protects nothing: each import rule is shown a violation and must name it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './repository.ts';

interface Rule {
  readonly name: string;
  readonly comment?: string;
}
interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const { forbidden: RULES } = createRequire(import.meta.url)(CONFIG) as { forbidden: readonly Rule[] };

/** By rule: a file, and the import in it that must not be. */
const VIOLATIONS: Readonly<Record<string, readonly [file: string, statement: string]>> = {
  'domain-is-pure': ['domain/reads-files.ts', `import 'node:fs';`],
  'run-loop-is-schema-free': ['domain/run/parses.ts', `import '../contracts/runs.ts';`],
  'tools-act-through-their-context': ['tools/fetches.ts', `import 'node:http';`],
  'channels-act-through-their-context': ['channels/stores.ts', `import '../store/database.ts';`],
  'workflows-run-only-pure-code': ['workflows/connects.ts', `import '@temporalio/client';`],
  'workflows-know-few-types': ['workflows/knows.ts', `import type { Thing } from '../store/database.ts';`],
  'activities-serve-workflows': ['activities/configured.ts', `import '../worker/main.ts';`],
  'store-knows-no-caller': ['store/asks.ts', `import '../activities/index.ts';`],
  'only-store-touches-prisma': ['worker/queries.ts', `import '@prisma/client';`],
  'only-the-system-sees-all-organizations': ['activities/sees-all.ts', `import '../store/system/all.ts';`],
  'only-the-api-looks-up-keys': ['activities/looks-up.ts', `import '../store/auth/keys.ts';`],
  'only-store-auth-logs-people-in': ['api/auth/logs-in.ts', `import 'better-auth';`],
  'api-never-runs-agents': ['api/runs.ts', `import '../workflows/index.ts';`],
  'api-is-handed-its-database': ['api/routes/opens.ts', `import '../../store/database.ts';`],
  'api-orders-through-the-outbox': ['api/starts.ts', `import '@temporalio/client';`],
  'worker-opens-no-doors': ['worker/serves.ts', `import '../api/main.ts';`],
  'web-sees-only-contracts': ['web/src/stores.ts', `import '../../store/database.ts';`],
  'client-sees-only-contracts': ['client/stores.ts', `import '../store/database.ts';`],
  'config-knows-nobody': ['config/knows.ts', `import '../domain/ids.ts';`],
  'only-processes-read-config': ['store/configured.ts', `import '../config/env.ts';`],
  'only-model-activities-touch-openai': ['worker/calls.ts', `import 'openai';`],
  'only-egress-opens-connections': ['activities/tools/asks.ts', `import 'undici';`],
  'demo-model-is-a-stranger': ['scripts/demo-model/knows.ts', `import '../../domain/ids.ts';`],
  'scripts-are-entry-points': ['worker/scripted.ts', `import '../scripts/start.ts';`],
  'nobody-imports-tests': ['scripts/tested.ts', `import '../test/support.ts';`],
  'no-circular': ['domain/egg.ts', `import './hen.ts';`],
  'no-dev-packages-in-the-product': ['api/develops.ts', `import 'only-for-tests';`],
  'only-declared-packages': ['api/undeclared.ts', `import 'came-by-chance';`],
  'no-broken-imports': ['worker/broken.ts', `import './nowhere.ts';`],
};

/** What the violations point at, and imports that are allowed and must not be named. */
const ALLOWED: Readonly<Record<string, string>> = {
  'domain/hen.ts': `import './egg.ts';`,
  'domain/ids.ts': `import 'zod';`,
  'domain/run/status.ts': 'export type Status = string;',
  'domain/contracts/runs.ts': `import 'zod';\nimport '../ids.ts';`,
  'store/database.ts': `import '@prisma/client';\nexport type Thing = string;`,
  'store/system/all.ts': 'export const all = 1;',
  'store/auth/keys.ts': 'export const keys = 1;',
  'activities/index.ts': `import '../store/database.ts';\nimport '../tools/registry.ts';`,
  'activities/model/client.ts': `import 'openai';`,
  'activities/egress/connects.ts': `import 'undici';`,
  'tools/registry.ts': `import 'zod';\nimport '../domain/ids.ts';`,
  'workflows/index.ts': `import '@temporalio/workflow';\nimport '../domain/run/status.ts';`,
  'api/main.ts': `import '../store/database.ts';\nimport '../config/env.ts';`,
  'api/routes/allowed.ts': `import type { Thing } from '../../store/database.ts';\nexport type Other = Thing;`,
  'worker/main.ts': `import '../activities/index.ts';\nimport '../config/env.ts';\nimport '../store/system/all.ts';`,
  'config/env.ts': 'export const config = {};',
  'scripts/start.ts': `import '../config/env.ts';`,
  'test/support.ts': `import '../worker/main.ts';`,
};

const DECLARED = [
  'zod',
  'better-auth',
  'openai',
  'undici',
  '@prisma/client',
  '@temporalio/client',
  '@temporalio/workflow',
];

describe('the import rules', function () {
  this.timeout(60_000);
  let directory: string;
  let violations: readonly Violation[];

  const write = (path: string, text: string): void => {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, `${text}\n`);
  };

  before(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'steward-imports-')));
    for (const name of [...DECLARED, 'only-for-tests', 'came-by-chance']) {
      write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      write(`node_modules/${name}/index.js`, '');
    }
    const dependencies = Object.fromEntries(DECLARED.map((name) => [name, '1.0.0']));
    const devDependencies = { 'only-for-tests': '1.0.0' };
    write('package.json', JSON.stringify({ type: 'module', dependencies, devDependencies }));
    write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true, noEmit: true },
      }),
    );
    for (const [path, text] of Object.entries(ALLOWED)) write(path, text);
    for (const [file, statement] of Object.values(VIOLATIONS)) write(file, statement);
    violations = cruise(directory);
  });

  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  for (const rule of RULES) {
    it(`${rule.name}: names a violation, and says why it is one`, () => {
      const [file] = VIOLATIONS[rule.name] ?? assert.fail(`VIOLATIONS lacks an example for ${rule.name}`);
      const found = violations.filter((violation) => violation.rule.name === rule.name);
      assert.ok(
        found.some((violation) => violation.from === file),
        `${file} was not reported; reported were: ${found.map((violation) => violation.from).join(', ') || 'none'}`,
      );
      assert.ok((rule.comment ?? '').length > 20, 'the rule lacks its reason');
    });
  }

  it('let pass what is allowed', () => {
    const seeded = Object.values(VIOLATIONS).map(([file]) => file);
    const wrong = violations.filter(({ from }) => !seeded.includes(from));
    assert.deepEqual(
      wrong.map(({ from, rule }) => `${from}: ${rule.name}`),
      [],
    );
  });
});

function cruise(directory: string): readonly Violation[] {
  const folders = [
    ...new Set([...Object.keys(ALLOWED), ...Object.values(VIOLATIONS).map(([file]) => file)]),
  ].map((path) => path.split('/')[0] ?? path);
  const result = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/.bin/depcruise'),
      '--config',
      CONFIG,
      '--output-type',
      'json',
      ...new Set(folders),
    ],
    { cwd: directory, encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 },
  );
  assert.ok(result.stdout.startsWith('{'), `dependency-cruiser did not answer: ${result.stderr}`);
  return (JSON.parse(result.stdout) as { summary: { violations: Violation[] } }).summary.violations;
}
