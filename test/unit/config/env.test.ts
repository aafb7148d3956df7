import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, required, type Config } from '../../../config/env.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems;
  }
  assert.fail('the configuration was accepted');
}

describe('the configuration', () => {
  it('needs nothing: an empty environment gives loopback, the demo model and the documented defaults', () => {
    const config = loadConfig({});
    assert.deepEqual(config.http, {
      host: '127.0.0.1',
      port: 4000,
      publicUrl: 'http://localhost:4000',
      trustedProxies: 0,
    });
    assert.equal(config.llm.isDemo, true);
    assert.equal(config.llm.baseUrl, 'http://127.0.0.1:4010/v1');
    assert.equal(config.database.poolSize, 10);
    assert.equal(config.temporal.taskQueue, 'steward');
    assert.equal(config.worker.granularity, undefined);
    assert.equal(config.dataDir, join(homedir(), '.local', 'share', 'steward'));
  });

  it('treats an empty variable as absent', () => {
    assert.equal(loadConfig({ PORT: '', LLM_BASE_URL: '  ' }).http.port, 4000);
  });

  it('is frozen, down to its secrets', () => {
    const config = loadConfig({ STEWARD_ENCRYPTION_KEYS: `a:${Buffer.alloc(32).toString('base64')}` });
    assert.throws(() => ((config as { embedded: boolean }).embedded = true), TypeError);
    assert.throws(() => (config.secrets.encryptionKeys as unknown[]).push(1), TypeError);
  });

  it('names every bad variable at once, with what is wrong and an example', () => {
    const problems = problemsOf({
      PORT: '70000',
      TEMPORAL_ADDRESS: 'http://localhost:7233',
      LOG_LEVEL: 'loud',
    });
    assert.equal(problems.length, 3);
    assert.equal(
      problems[0],
      'PORT: must be a whole number from 1 to 65535 (got "70000"). Example: PORT=4000',
    );
    assert.match(problems[1] ?? '', /^TEMPORAL_ADDRESS: must be host:port/);
    assert.match(problems[2] ?? '', /^LOG_LEVEL: must be one of trace, .*Example: LOG_LEVEL=info$/);
  });

  it('refuses numbers that only begin like one, flags that are words and negative values', () => {
    for (const [name, value] of [
      ['PORT', '4000x'],
      ['PORT', '-1'],
      ['PORT', '0'],
      ['PORT', '1e3'],
      ['TEMPORAL_SPLIT_QUEUES', 'maybe'],
      ['STEWARD_GRANULARITY', 'hour'],
      ['DATABASE_POOL_SIZE', '9999'],
      ['LLM_BASE_URL', 'localhost:11434'],
    ] as const) {
      assert.match(
        problemsOf({ [name]: value, LLM_DEFAULT_MODEL: 'm' })[0] ?? '',
        new RegExp(`^${name}: `),
        value,
      );
    }
  });

  it('never prints a secret, not even a wrong one', () => {
    const hidden = 'hunter2';
    const problems = problemsOf({
      DATABASE_URL: `mysql://steward:${hidden}@localhost/steward`,
      STEWARD_ENCRYPTION_KEYS: hidden,
      SMTP_URL: hidden,
    });
    assert.equal(problems.length, 3);
    assert.ok(!problems.join().includes(hidden));
  });

  it('says which variable a process is missing', () => {
    assert.throws(
      () => required(loadConfig({}).secrets.database.app, 'DATABASE_URL'),
      /DATABASE_URL: is not set/,
    );
  });
});

describe('people', () => {
  it('are written to from the host of the installation, unless a sender is named', () => {
    const from = (env: Record<string, string>) => loadConfig(env).mail.from;
    assert.equal(from({ PUBLIC_URL: 'https://agents.example.com' }), 'Steward <steward@agents.example.com>');
    assert.equal(from({ MAIL_FROM: 'Agents <agents@example.com>' }), 'Agents <agents@example.com>');
    assert.match(problemsOf({ MAIL_FROM: 'nobody' })[0] ?? '', /^MAIL_FROM: must be an address/);
  });

  it('log in through a provider when all of it is set, over https or on loopback', () => {
    const rest = { OIDC_CLIENT_ID: 'steward', OIDC_CLIENT_SECRET: 'hunter2' };
    assert.equal(loadConfig({}).oidc, undefined);
    for (const issuer of ['https://login.example.com/', 'http://localhost:8080/realms/one']) {
      assert.deepEqual(loadConfig({ OIDC_ISSUER: issuer, ...rest }).oidc, {
        issuer,
        clientId: 'steward',
        name: 'single sign-on',
      });
    }
    assert.match(problemsOf({ OIDC_ISSUER: 'http://login.example.com', ...rest })[0] ?? '', /^OIDC_ISSUER: /);
    assert.match(problemsOf(rest)[0] ?? '', /^OIDC_ISSUER: is not set/);
  });
});

describe('the model endpoint', () => {
  const llm = (env: Record<string, string>): [Config['llm'], string | undefined] => {
    const config = loadConfig(env);
    return [config.llm, config.secrets.llmApiKey];
  };

  it('is the explicit one before any provider key', () => {
    const [chosen, key] = llm({
      LLM_BASE_URL: 'http://localhost:11434/v1/',
      LLM_DEFAULT_MODEL: 'qwen3',
      OPENAI_API_KEY: 'sk-other',
    });
    assert.equal(chosen.baseUrl, 'http://localhost:11434/v1');
    assert.equal(chosen.defaultModel, 'qwen3');
    assert.equal(chosen.isDemo, false);
    assert.equal(key, undefined);
  });

  it('is OpenRouter with its key, then OpenAI with its key', () => {
    const [first, firstKey] = llm({ OPENROUTER_API_KEY: 'sk-or', OPENAI_API_KEY: 'sk-oa' });
    assert.equal(first.baseUrl, 'https://openrouter.ai/api/v1');
    assert.equal(firstKey, 'sk-or');
    const [second, secondKey] = llm({ OPENAI_API_KEY: 'sk-oa' });
    assert.equal(second.baseUrl, 'https://api.openai.com/v1');
    assert.equal(secondKey, 'sk-oa');
  });

  it('must be told whose key LLM_API_KEY is, and which model an own endpoint serves', () => {
    assert.match(problemsOf({ LLM_API_KEY: 'sk' })[0] ?? '', /^LLM_BASE_URL: is not set, but LLM_API_KEY is/);
    assert.match(
      problemsOf({ LLM_BASE_URL: 'http://localhost:1/v1' })[0] ?? '',
      /^LLM_DEFAULT_MODEL: is not set/,
    );
  });
});

describe('encryption keys', () => {
  const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

  it('keep their order: the first encrypts', () => {
    const { encryptionKeys } = loadConfig({
      STEWARD_ENCRYPTION_KEYS: `new:${key(2)}, old:${key(1)}`,
    }).secrets;
    assert.deepEqual(
      encryptionKeys.map(({ id, key: bytes }) => [id, bytes[0]]),
      [
        ['new', 2],
        ['old', 1],
      ],
    );
  });

  it('are refused when short, nameless or named twice', () => {
    for (const value of [
      `a:${Buffer.alloc(16).toString('base64')}`,
      key(1),
      `a:${key(1)},a:${key(2)}`,
      `:${key(1)}`,
    ]) {
      assert.match(
        problemsOf({ STEWARD_ENCRYPTION_KEYS: value })[0] ?? '',
        /^STEWARD_ENCRYPTION_KEYS: must be id:base64key/,
      );
    }
  });
});

describe('TLS to Temporal', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'steward-tls-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  it('is off by default and on with an API key', () => {
    assert.equal(loadConfig({}).temporal.tls, undefined);
    assert.notEqual(loadConfig({ TEMPORAL_API_KEY: 'k' }).temporal.tls, undefined);
    assert.equal(loadConfig({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: '0' }).temporal.tls, undefined);
  });

  it('reads the certificate files and keeps the key among the secrets', () => {
    const [cert, key] = [join(directory, 'client.pem'), join(directory, 'client.key')];
    writeFileSync(cert, 'certificate');
    writeFileSync(key, 'key');
    const config = loadConfig({ TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key });
    assert.equal(config.temporal.tls?.clientCert?.toString(), 'certificate');
    assert.equal(config.secrets.temporalClientKey?.toString(), 'key');
  });

  it('names the file that is missing and the half of a pair that is not set', () => {
    const cert = join(directory, 'none.pem');
    assert.match(
      problemsOf({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: cert })[0] ?? '',
      /^TEMPORAL_TLS_SERVER_CA_CERT_PATH: the file can't be read/,
    );
    assert.match(
      problemsOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: cert })[0] ?? '',
      /^TEMPORAL_TLS_CLIENT_KEY_PATH: is not set/,
    );
  });
});
