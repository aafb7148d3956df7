/**
 * Who may import whom. One rule per row of the table in ARCHITECTURE.md, each with its reason; each is shown to
 * fire by test/architecture/import-rules.test.ts. Type-only imports vanish when the code runs, so most rules let
 * them pass.
 */
const RUN_TIME = { dependencyTypesNot: ['type-only'] };

/** Steward's own folders but those named (a regular expression); Node's modules and packages are not meant. */
const foldersBut = (local) => ({ path: `^(?!(${local})/)[^/]+/`, pathNot: ['(^|/)node_modules/'] });

/** Packages as they are resolved: node_modules/<name>/… */
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** Everything that is not one of these folders, packages or modules of Node. */
const allBut = (local, packageNames, nodeModules = []) => ({
  ...RUN_TIME,
  pathNot: [`^(${local.join('|')})/`, packages(...packageNames), ...nodeModules.map((name) => `^${name}$`)],
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'domain/ is imported by everybody, the workflow sandbox and the browser included: no I/O, no packages but zod.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: ['^domain/', packages('zod')] },
    },
    {
      name: 'run-loop-is-schema-free',
      comment:
        'What workflows import must not pull in zod: it doubles the bundle, and a schema edit could change what a replay accepts.',
      severity: 'error',
      from: { path: '^domain/(run|temporal)/' },
      to: { ...RUN_TIME, pathNot: '^domain/(run|temporal)/' },
    },
    {
      name: 'tools-act-through-their-context',
      comment:
        'A tool reaches the world through ToolContext alone, so that effect ledger and scope cannot be passed by. (Hashes are pure.)',
      severity: 'error',
      from: { path: '^tools/' },
      to: allBut(['tools', 'domain'], ['zod'], ['crypto']),
    },
    {
      name: 'channels-act-through-their-context',
      comment:
        'A channel adapter knows its wire format and its signatures; what else it may touch is handed to it.',
      severity: 'error',
      from: { path: '^channels/' },
      to: allBut(['channels', 'domain'], ['zod'], ['crypto']),
    },
    {
      name: 'workflows-run-only-pure-code',
      comment:
        'Workflow code is replayed: whatever it runs must be deterministic and bundle into the sandbox.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: allBut(
        ['workflows', 'domain/run', 'domain/temporal'],
        ['@temporalio/workflow', '@temporalio/common'],
      ),
    },
    {
      name: 'workflows-know-few-types',
      comment:
        'Types are free at run time, but workflows that speak of other parts would have to change with them.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        pathNot: [
          '^workflows/',
          '^domain/(run|temporal)/',
          '^domain/errors\\.ts$',
          packages('@temporalio/workflow', '@temporalio/common'),
        ],
      },
    },
    {
      name: 'activities-serve-workflows',
      comment:
        'Activities use the store, tools and channels; processes, configuration and doors are built around them.',
      severity: 'error',
      from: { path: '^activities/' },
      to: { ...RUN_TIME, path: '^(api|worker|workflows|web|config|scripts|prisma|bench|client)/' },
    },
    {
      name: 'store-knows-no-caller',
      comment: 'The store is below everything that uses it.',
      severity: 'error',
      from: { path: '^store/' },
      to: { ...foldersBut('store|domain'), dependencyTypesNot: ['core'] },
    },
    {
      name: 'only-store-touches-prisma',
      comment:
        'One owner of the database, so that no query forgets the organization. Row types may be seen elsewhere.',
      severity: 'error',
      from: {
        pathNot: [
          '^store/',
          '^prisma/seed/',
          '^scripts/(schema-engine|migrate)\\.ts$',
          '^prisma\\.config\\.ts$',
          '^test/store/',
        ],
      },
      to: { ...RUN_TIME, path: ['^store/(generated/|prisma\\.ts$)', packages('@prisma/[^/]+', 'prisma')] },
    },
    {
      name: 'only-the-system-sees-all-organizations',
      comment: 'store/system works across organizations: the API and activities must not even be able to.',
      severity: 'error',
      from: { path: '^(api|activities|tools|channels|workflows|domain|web|client)/' },
      to: { path: '^store/system/', ...RUN_TIME },
    },
    {
      name: 'only-the-api-looks-up-keys',
      comment: 'store/auth reads keys before an organization is known; nobody but the API has that question.',
      severity: 'error',
      from: { path: '^(activities|tools|channels|workflows|domain|web|worker|client)/' },
      to: { path: '^store/auth/', ...RUN_TIME },
    },
    {
      name: 'api-never-runs-agents',
      comment:
        'The API stores what is asked and answers from PostgreSQL; workers do the work, in another process.',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^(activities|workflows|worker|channels|scripts|prisma|bench)/' },
    },
    {
      name: 'api-is-handed-its-database',
      comment:
        'api/build-context.ts opens the database; everything else gets it through AppContext, in tests as in production.',
      severity: 'error',
      from: { path: '^api/', pathNot: '^api/(main|build-context)\\.ts$' },
      to: { ...RUN_TIME, path: '^store/', pathNot: '^store/unavailable\\.ts$' },
    },
    {
      name: 'api-orders-through-the-outbox',
      comment:
        'What must follow a commit is written with it and carried out by a worker; only readiness asks Temporal itself.',
      severity: 'error',
      from: { path: '^api/', pathNot: '^api/health/' },
      to: { path: packages('@temporalio/[^/]+') },
    },
    {
      name: 'worker-opens-no-doors',
      comment: 'A worker answers no HTTP of the product and knows no page.',
      severity: 'error',
      from: { path: '^worker/' },
      to: { path: '^(api|web|scripts|bench|client)/' },
    },
    {
      name: 'web-sees-only-contracts',
      comment:
        'The browser shares domain/ (contracts, statuses, permissions) with the server, and nothing else.',
      severity: 'error',
      from: { path: '^web/' },
      to: { ...foldersBut('web|domain'), dependencyTypesNot: ['core'] },
    },
    {
      name: 'client-sees-only-contracts',
      comment: "The client is installed in other people's programs.",
      severity: 'error',
      from: { path: '^client/' },
      to: { ...foldersBut('client|domain'), dependencyTypesNot: ['core'] },
    },
    {
      name: 'config-knows-nobody',
      comment: 'Configuration is read before anything else exists.',
      severity: 'error',
      from: { path: '^config/' },
      to: { ...foldersBut('config'), dependencyTypesNot: ['core', 'type-only'] },
    },
    {
      name: 'only-processes-read-config',
      comment:
        'Configuration is handed down as values: code that reads it itself cannot be used twice in a process.',
      severity: 'error',
      from: { path: '^(domain|tools|channels|workflows|activities|store|web|client)/' },
      to: { ...RUN_TIME, path: '^config/' },
    },
    {
      name: 'only-model-activities-touch-openai',
      comment: "One translation between a provider's words and ours, one place that reads its errors.",
      severity: 'error',
      from: { pathNot: ['^activities/model/', '^activities/failures\\.ts$', '^(test|bench)/'] },
      to: { path: packages('openai') },
    },
    {
      name: 'demo-model-is-a-stranger',
      comment:
        'The demo model speaks the protocol of any provider and must not know what Steward expects to hear.',
      severity: 'error',
      from: { path: '^scripts/demo-model/' },
      to: { ...foldersBut('scripts/demo-model'), dependencyTypesNot: ['core'] },
    },
    {
      name: 'scripts-are-entry-points',
      comment: 'Scripts start things; what the product needs of them belongs into the product.',
      severity: 'error',
      from: { path: '^(domain|tools|channels|workflows|activities|store|api|worker|config|web|client)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'nobody-imports-tests',
      comment: 'The product does not depend on its tests.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circular',
      comment: 'Parts that need each other at run time are one part.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: RUN_TIME },
    },
    {
      name: 'no-dev-packages-in-the-product',
      comment: 'The image has runtime dependencies only.',
      severity: 'error',
      from: {
        path: '^(domain|tools|channels|workflows|activities|store|api|worker|config|scripts|prisma|web|client)/',
      },
      to: { ...RUN_TIME, dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'only-declared-packages',
      comment: 'A package that is not in package.json is there by chance.',
      severity: 'error',
      from: { pathNot: '^store/generated/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-broken-imports',
      comment: 'What cannot be found cannot be checked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^store/generated/(internal|models)', '^test/replay/histories', '\\.css$', '\\.svg$'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
