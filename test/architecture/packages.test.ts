/** What gets installed is exactly what was chosen, from anywhere, without running anybody's scripts. */
import assert from 'node:assert/strict';
import { readJson, readText, tableRows } from './repository.ts';

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}
interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const packageFile = readJson('package.json') as PackageFile;
const lockText = readText('package-lock.json');
const { packages } = JSON.parse(lockText) as { packages: Record<string, Locked> };
const root = packages[''] as unknown as PackageFile;
const installed = Object.entries(packages).filter(([path]) => path !== '');

describe('package.json', () => {
  it('names exact versions', () => {
    for (const [name, version] of Object.entries({
      ...packageFile.dependencies,
      ...packageFile.devDependencies,
    })) {
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
    }
  });

  it('lets no package run scripts at installation', () => {
    assert.deepEqual(
      Object.entries(packageFile.allowScripts).filter(([, allowed]) => allowed),
      [],
    );
  });

  it('has decided about every package that would like to', () => {
    const wanting = installed
      .filter(([, locked]) => locked.hasInstallScript === true)
      .map(([path]) => nameOf(path));
    const undecided = wanting.filter(
      (name) => !(name in packageFile.allowScripts) && !isPlatformSpecific(name),
    );
    assert.deepEqual([...new Set(undecided)], []);
  });
});

describe('package-lock.json', () => {
  it('names no registry, so that any mirror can serve it', () => {
    assert.deepEqual(
      installed.filter(([, locked]) => locked.resolved !== undefined).map(([path]) => path),
      [],
    );
    assert.doesNotMatch(lockText, /"(https?|git\+ssh|git):\/\/[^"]*\.tgz"/);
  });

  it('knows the content of every package by its hash', () => {
    const unknown = installed.filter(([, locked]) => locked.link !== true && locked.integrity === undefined);
    assert.deepEqual(
      unknown.map(([path]) => path),
      [],
    );
  });

  it('knows the optional packages of every system, without which `npm ci` refuses it', () => {
    const missing = installed.flatMap(([path, locked]) =>
      Object.keys(locked.optionalDependencies ?? {}).filter((name) => !isLocked(name, path)),
    );
    assert.deepEqual(missing, []);
  });

  it('belongs to package.json', () => {
    assert.deepEqual(root.dependencies, packageFile.dependencies);
    assert.deepEqual(root.devDependencies, packageFile.devDependencies);
  });
});

describe('docs/dependencies.md', () => {
  it('says why each runtime dependency is there, and of no other', () => {
    const rows = tableRows(readText('docs/dependencies.md'));
    const explained = rows.flatMap(([names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );
    assert.deepEqual(explained.sort(), Object.keys(packageFile.dependencies).sort());
    for (const [names, why = ''] of rows) assert.ok(why.length > 15, `${names ?? ''}: why?`);
  });
});

/** Whether the package at `path` finds `name`, in its own folder or in one above. */
function isLocked(name: string, path: string): boolean {
  const above = path
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return ['', ...above.map((parent) => `${parent}/`)].some(
    (parent) => `${parent}node_modules/${name}` in packages,
  );
}

/** `node_modules/a/node_modules/@b/c` → `@b/c`. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Binaries for one system: only the one that fits gets installed, and its script is named for that system. */
function isPlatformSpecific(name: string): boolean {
  return /(darwin|linux|win32|windows|freebsd|android)/.test(name) || name === 'fsevents';
}
