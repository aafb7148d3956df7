/** The production shape, read: no container engine is needed to see that it fits the product and itself. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { SETTINGS } from '../../config/settings.ts';
import { SEARCH_ATTRIBUTES } from '../../domain/temporal/agent-run.ts';
import { readJson, readText, ROOT } from './repository.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user: string;
  readonly read_only?: boolean;
  readonly restart: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas?: number };
  readonly healthcheck?: object;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const TEXT = readText('docker-compose.yml');
const compose = parse(TEXT, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const own = services.filter(([, service]) => service.build !== undefined);
const { scripts, version } = readJson('package.json') as { scripts: Record<string, string>; version: string };

/** A job ends by itself and others wait for its end; it is not restarted once it has succeeded. */
function isJob(name: string): boolean {
  return services.some(
    ([, service]) => service.depends_on?.[name]?.condition === 'service_completed_successfully',
  );
}

describe('docker-compose.yml', () => {
  it('fits the schema of what is used', () => {
    const validate = new Ajv({ allErrors: true, strict: false }).compile(
      readJson('test/architecture/compose.schema.json') as object,
    );
    validate(compose);
    assert.deepEqual(validate.errors ?? [], []);
  });

  it('pins every image by an exact tag', () => {
    for (const [name, { image, build }] of services) {
      const tag = build === undefined ? image : image.replace(/\$\{STEWARD_VERSION:-(.+)\}/, '$1');
      assert.match(tag, /^[a-z0-9/._-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$/, `${name}: ${image}`);
    }
  });

  it('names the version of package.json as the version of the image', () => {
    for (const [name, { image }] of own) assert.equal(image, `steward:\${STEWARD_VERSION:-${version}}`, name);
  });

  it('runs nothing as root', () => {
    for (const [name, { user }] of services) assert.doesNotMatch(user, /^(root|0)(:|$)/, name);
  });

  it("gives Steward's own containers a file system they can't write to", () => {
    for (const [name, service] of own) assert.equal(service.read_only, true, name);
  });

  it('checks the health of everything that stays', () => {
    for (const [name, { healthcheck, restart }] of services) {
      if (isJob(name))
        assert.match(restart, /^on-failure/, `${name} is a job and would be restarted for ever`);
      else if (restart === 'unless-stopped') assert.ok(healthcheck, `${name} has no health check`);
      else assert.fail(`${name} is neither a service nor a job that others wait for`);
    }
  });

  it('waits for what exists, in the way it can be waited for', () => {
    for (const [name, service] of services) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        const target = compose.services[other];
        assert.ok(target, `${name} waits for ${other}, which does not exist`);
        if (condition === 'service_healthy')
          assert.ok(target.healthcheck, `${other} has no health to wait for`);
      }
    }
  });

  it('publishes ports on the loopback address only', () => {
    for (const [name, { ports = [] }] of services) {
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, name);
    }
  });

  it('uses the volumes and configs that it declares', () => {
    const volumes = services.flatMap(([, service]) =>
      (service.volumes ?? []).map((volume) => volume.split(':')[0]),
    );
    const configs = services.flatMap(([, service]) => (service.configs ?? []).map((config) => config.source));
    assert.deepEqual([...new Set(volumes)].sort(), Object.keys(compose.volumes).sort());
    assert.deepEqual([...new Set(configs)].sort(), Object.keys(compose.configs).sort());
  });

  it("sets only variables that Steward's configuration knows", () => {
    for (const [name, { environment = {} }] of own) {
      for (const variable of Object.keys(environment))
        assert.ok(variable in SETTINGS, `${name}: ${variable} is not a setting`);
    }
  });

  it('gives no process a secret of another', () => {
    const urls = (name: string) =>
      Object.keys(compose.services[name]?.environment ?? {}).filter((key) => key.startsWith('DATABASE_'));
    assert.deepEqual(urls('api').sort(), ['DATABASE_AUTH_URL', 'DATABASE_PLATFORM_URL', 'DATABASE_URL']);
    assert.deepEqual(urls('worker').sort(), ['DATABASE_SYSTEM_URL', 'DATABASE_URL']);
    assert.deepEqual(urls('migrate'), ['DATABASE_OWNER_URL']);
    assert.ok(!('LLM_API_KEY' in (compose.services['api']?.environment ?? {})), 'only workers call models');
  });

  it('refuses to start without a secret, and contains none', () => {
    const secrets = [...TEXT.matchAll(/\$\{([A-Z_]*(?:PASSWORD|KEYS?))(:[?-])/g)];
    assert.ok(secrets.length >= 7);
    for (const [match, name, operator] of secrets)
      assert.equal(operator, ':?', `${match}: ${name ?? ''} has no default`);
    assert.doesNotMatch(TEXT, /postgres:\/\/\w+:[^$]/);
  });

  it('starts what package.json starts, from files that exist', () => {
    const commands = Object.values(scripts);
    for (const [name, { command = [] }] of own) {
      assert.ok(commands.includes(command.join(' ')), `${name}: no npm script is "${command.join(' ')}"`);
      assert.ok(
        existsSync(join(ROOT, command.at(-1) ?? '')),
        `${name}: ${String(command.at(-1))} does not exist`,
      );
    }
  });

  it('runs at least two workers', () => {
    assert.ok((compose.services['worker']?.deploy?.replicas ?? 1) >= 2);
  });

  it('registers the search attributes that workflows are started with', () => {
    const job = compose.services['temporal-namespace']?.command?.join('\n') ?? '';
    const [, names = ''] = /for name in ([\w ]+);/.exec(job) ?? [];
    assert.deepEqual(names.split(' ').sort(), Object.values(SEARCH_ATTRIBUTES).sort());
  });
});

describe('Dockerfile', () => {
  const lines = readText('Dockerfile').split('\n');
  const last = (word: string) => lines.findLast((line) => line.startsWith(`${word} `)) ?? '';

  it('builds on an exact version of Node that package.json allows', () => {
    const images = lines.filter((line) => line.startsWith('FROM '));
    assert.equal(images.length, 2);
    for (const image of images) assert.match(image, /^FROM node:20\.(19|2\d)\.\d+-bookworm-slim( AS \w+)?$/);
  });

  it('ends as an unprivileged user, with the API as its default role', () => {
    assert.equal(last('USER'), 'USER node');
    const command = JSON.parse(last('CMD').slice('CMD '.length)) as string[];
    assert.equal(command.join(' '), scripts['api']);
  });

  it('leaves secrets and what is built elsewhere out of the image', () => {
    const ignored = readText('.dockerignore').split('\n');
    for (const path of ['.env', '.git', 'node_modules', 'store/generated'])
      assert.ok(ignored.includes(path), path);
  });
});
