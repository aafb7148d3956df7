/**
 * What a reader may rely on in this code, checked. Every rule holds for every file of its area: there are no
 * exceptions for single files. A rule that gets in the way is changed here, with its reason, for all.
 */
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const PRODUCT = '{activities,api,channels,client,domain,store,tools,web,worker,workflows}';
const CONFIG_FILES = ['*.config.{ts,mjs}', '*.cjs', '**/vite.config.ts'];

const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message:
    'Write an `as const` table and derive the type from it: it exists at run time and needs no compiler.',
};
const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
  message: 'Export by name, so that a thing has one name everywhere.',
};
const NO_ENVIRONMENT = {
  selector:
    'MemberExpression[object.name="process"][property.name="env"], ImportDeclaration[source.value="node:process"]',
  message: 'Only config/env.ts reads the environment: add the variable to config/settings.ts.',
};
const NO_CLOCK = {
  selector:
    'CallExpression[callee.object.name="Date"][callee.property.name="now"], NewExpression[callee.name="Date"][arguments.length=0]',
  message: 'Time is an input here (`now`), so that the same question always has the same answer.',
};
const NO_CHANCE = {
  selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
  message: 'Chance is an input here, so that the same question always has the same answer.',
};
/** Always and everywhere. */
const BANNED = [NO_ENUM, NO_DEFAULT_EXPORT];

const SANDBOX_GLOBALS = ['process', 'fetch', 'Buffer', 'crypto', 'setInterval', 'require'].map((name) => ({
  name,
  message:
    'This code runs in the workflow sandbox, or may be imported by code that does: no outside world here.',
}));

const SIZE = {
  'max-lines': ['error', { max: 250 }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  complexity: ['error', { max: 10, variant: 'modified' }],
  'max-depth': ['error', 3],
  'max-params': ['error', 5],
};

// A number reads the same in a text as outside of it; objects, null and booleans do not.
const TEMPLATES = {
  allowNumber: true,
  allowAny: false,
  allowBoolean: false,
  allowNever: false,
  allowNullish: false,
  allowRegExp: false,
};

/** TypeScript knows these itself. */
const NODE_GLOBALS = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
);

const UNSAFE = [
  'no-unsafe-member-access',
  'no-unsafe-assignment',
  'no-unsafe-call',
  'no-unsafe-argument',
  'no-unsafe-return',
];

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      'store/generated/',
      'worker/bundle/',
      'test/replay/histories/',
      'web/public/',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      ...SIZE,
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'no-restricted-syntax': ['error', ...BANNED],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // mocha's describe and it return nothing to wait for; their node:test namesakes are not used here.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', TEMPLATES],
      // `() => log.warn(…)` as a handler is not confusing; a void in the middle of an expression is.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // What was caught or is the reason of an abort is thrown on as it is.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true, allowRethrowing: true },
      ],
      // Marked so to be noticed, not to go away: an OIDC provider on loopback has no TLS.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      // `async` in front of a method that implements an asynchronous interface turns a throw into a rejection.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: [`${PRODUCT}/**`, 'prisma/**'],
    rules: { 'no-restricted-syntax': ['error', ...BANNED, NO_ENVIRONMENT] },
  },
  {
    files: ['domain/**', 'tools/**'],
    rules: { 'no-restricted-syntax': ['error', ...BANNED, NO_ENVIRONMENT, NO_CLOCK, NO_CHANCE] },
  },
  {
    files: ['domain/**', 'workflows/**'],
    rules: { 'no-restricted-globals': ['error', ...SANDBOX_GLOBALS] },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    // A component is one function with its markup.
    files: ['web/**/*.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 90, skipBlankLines: true, skipComments: true }] },
  },
  {
    // A suite is one function with all of its cases: the length of the file is what counts.
    files: ['test/**'],
    rules: { 'max-lines': ['error', { max: 400 }], 'max-lines-per-function': 'off' },
  },
  {
    // What comes over HTTP or out of a database is looked at as it came: an assertion on what is not there fails.
    files: ['test/**'],
    rules: {
      ...Object.fromEntries(UNSAFE.map((name) => [`@typescript-eslint/${name}`, 'off'])),
      '@typescript-eslint/restrict-template-expressions': ['error', { ...TEMPLATES, allowAny: true }],
    },
  },
  {
    files: CONFIG_FILES,
    rules: { 'no-restricted-syntax': ['error', NO_ENUM] },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { ...NODE_GLOBALS, module: 'writable' } },
  },
);
