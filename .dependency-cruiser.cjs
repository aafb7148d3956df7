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

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule(
      'domain-is-pure',
      'domain/ is imported by everybody, the workflow sandbox and the browser included: no I/O, no packages but zod and ipaddr.js, which are pure.',
      { path: '^domain/' },
      { pathNot: ['^domain/', packages('zod', 'ipaddr.js')] },
    ),
    rule(
      'run-loop-is-schema-free',
      'What workflows import must not pull in zod: it doubles the bundle, and a schema edit could change what a replay accepts.',
      { path: '^domain/(run|temporal)/' },
      { ...RUN_TIME, pathNot: '^domain/(run|temporal)/' },
    ),
    rule(
      'tools-act-through-their-context',
      'A tool reaches the world through ToolContext alone, so that effect ledger and scope cannot be passed by. (Hashes are pure.)',
      { path: '^tools/' },
      allBut(['tools', 'domain'], ['zod'], ['crypto']),
    ),
    rule(
      'channels-act-through-their-context',
      'A channel adapter knows its wire format and its signatures; what else it may touch is handed to it.',
      { path: '^channels/' },
      allBut(['channels', 'domain'], ['zod'], ['crypto']),
    ),
    rule(
      'workflows-run-only-pure-code',
      'Workflow code is replayed: whatever it runs must be deterministic and bundle into the sandbox.',
      { path: '^workflows/' },
      allBut(['workflows', 'domain/run', 'domain/temporal'], ['@temporalio/workflow', '@temporalio/common']),
    ),
    rule(
      'workflows-know-few-types',
      'Types are free at run time, but workflows that speak of other parts would have to change with them.',
      { path: '^workflows/' },
      {
        pathNot: [
          '^workflows/',
          '^domain/(run|temporal)/',
          '^domain/errors\\.ts$',
          packages('@temporalio/workflow', '@temporalio/common'),
        ],
      },
    ),
    rule(
      'activities-serve-workflows',
      'Activities use the store, tools and channels; processes, configuration and doors are built around them.',
      { path: '^activities/' },
      { ...RUN_TIME, path: '^(api|worker|workflows|web|config|scripts|prisma|bench|client)/' },
    ),
    rule(
      'store-knows-no-caller',
      'The store is below everything that uses it.',
      { path: '^store/' },
      { ...foldersBut('store|domain'), dependencyTypesNot: ['core'] },
    ),
    rule(
      'only-store-touches-prisma',
      'One owner of the database, so that no query forgets the organization. Row types may be seen elsewhere.',
      {
        pathNot: [
          '^store/',
          '^prisma/seed/',
          '^scripts/(schema-engine|migrate)\\.ts$',
          '^prisma\\.config\\.ts$',
          '^test/store/',
        ],
      },
      { ...RUN_TIME, path: ['^store/(generated/|prisma\\.ts$)', packages('@prisma/[^/]+', 'prisma')] },
    ),
    rule(
      'only-the-system-sees-all-organizations',
      'store/system works across organizations: the API and activities must not even be able to.',
      { path: '^(api|activities|tools|channels|workflows|domain|web|client)/' },
      { path: '^store/system/', ...RUN_TIME },
    ),
    rule(
      'only-the-api-looks-up-keys',
      'store/auth reads keys before an organization is known; nobody but the API has that question.',
      { path: '^(activities|tools|channels|workflows|domain|web|worker|client)/' },
      { path: '^store/auth/', ...RUN_TIME },
    ),
    rule(
      'only-store-auth-logs-people-in',
      'Passwords, sessions and cookies are better-auth’s, behind one door: nothing else can come to depend on it.',
      {
        path: '^(domain|tools|channels|workflows|activities|api|worker|config|web|client|scripts|prisma|store/(?!auth/))',
      },
      { ...RUN_TIME, path: packages('better-auth', 'kysely') },
    ),
    rule(
      'api-never-runs-agents',
      'The API stores what is asked and answers from PostgreSQL; workers do the work, in another process.',
      { path: '^api/' },
      { path: '^(activities|workflows|worker|channels|scripts|prisma|bench)/' },
    ),
    rule(
      'api-is-handed-its-database',
      'api/build-context.ts opens the database; everything else gets it through AppContext, in tests as in production.',
      { path: '^api/', pathNot: '^api/(main|build-context)\\.ts$' },
      { ...RUN_TIME, path: '^store/', pathNot: '^store/unavailable\\.ts$' },
    ),
    rule(
      'api-orders-through-the-outbox',
      'What must follow a commit is written with it and carried out by a worker; only readiness asks Temporal itself.',
      { path: '^api/', pathNot: '^api/health/' },
      { path: packages('@temporalio/[^/]+') },
    ),
    rule(
      'worker-opens-no-doors',
      'A worker answers no HTTP of the product and knows no page.',
      { path: '^worker/' },
      { path: '^(api|web|scripts|bench|client)/' },
    ),
    rule(
      'web-sees-only-contracts',
      'The browser shares domain/ (contracts, statuses, permissions) with the server, and nothing else.',
      { path: '^web/' },
      { ...foldersBut('web|domain'), dependencyTypesNot: ['core'] },
    ),
    rule(
      'client-sees-only-contracts',
      "The client is installed in other people's programs.",
      { path: '^client/' },
      { ...foldersBut('client|domain'), dependencyTypesNot: ['core'] },
    ),
    rule(
      'config-knows-nobody',
      'Configuration is read before anything else exists.',
      { path: '^config/' },
      { ...foldersBut('config'), dependencyTypesNot: ['core', 'type-only'] },
    ),
    rule(
      'only-processes-read-config',
      'Configuration is handed down as values: code that reads it itself cannot be used twice in a process.',
      { path: '^(domain|tools|channels|workflows|activities|store|web|client)/' },
      { ...RUN_TIME, path: '^config/' },
    ),
    rule(
      'only-model-activities-touch-openai',
      "One translation between a provider's words and ours, one place that reads its errors.",
      { pathNot: ['^activities/model/', '^activities/failures\\.ts$', '^(test|bench)/'] },
      { path: packages('openai') },
    ),
    rule(
      'only-egress-opens-connections',
      'Hosts that organizations name are reached through one guard, which checks every address.',
      { pathNot: ['^activities/egress/', '^(test|bench)/'] },
      { ...RUN_TIME, path: packages('undici') },
    ),
    rule(
      'demo-model-is-a-stranger',
      'The demo model speaks the protocol of any provider and must not know what Steward expects to hear.',
      { path: '^scripts/demo-model/' },
      { ...foldersBut('scripts/demo-model'), dependencyTypesNot: ['core'] },
    ),
    rule(
      'scripts-are-entry-points',
      'Scripts start things; what the product needs of them belongs into the product.',
      { path: '^(domain|tools|channels|workflows|activities|store|api|worker|config|web|client)/' },
      { path: '^scripts/' },
    ),
    rule(
      'nobody-imports-tests',
      'The product does not depend on its tests.',
      { pathNot: '^(test|bench)/' },
      { path: '^test/' },
    ),
    rule(
      'no-circular',
      'Parts that need each other at run time are one part.',
      {},
      { circular: true, viaOnly: RUN_TIME },
    ),
    rule(
      'no-dev-packages-in-the-product',
      'The image has runtime dependencies only. (What generates committed files runs in the repository only.)',
      {
        path: '^(domain|tools|channels|workflows|activities|store|api|worker|config|scripts|prisma|web|client)/',
        pathNot: '^scripts/(generate-|screenshots)',
      },
      { ...RUN_TIME, dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    ),
    rule(
      'only-declared-packages',
      'A package that is not in package.json is there by chance.',
      { pathNot: '^store/generated/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    rule('no-broken-imports', 'What cannot be found cannot be checked.', {}, { couldNotResolve: true }),
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
