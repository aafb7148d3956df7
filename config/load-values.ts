/** Reads every variable of the registry at once, so that one error can name all that is wrong. */
import { SETTINGS } from './settings.ts';
import type { Setting } from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type SettingName = keyof typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
export type Values = { readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]> };

/** A start that can't go on: every line names a variable, what is wrong with it and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration can't be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** `NAME: what is wrong. Example: NAME=value`. */
export function problemWith(name: SettingName, what: string): string {
  return `${name}: ${what}. Example: ${name}=${SETTINGS[name].example}`;
}

function shown(setting: Setting<unknown>, raw: string): string {
  return setting.secret === true ? 'the value given is not shown' : `got "${raw.slice(0, 80)}"`;
}

/** Parses all settings. Throws {@link ConfigError}. */
export function loadValues(env: Environment): Values {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]) {
    const given = env[name]?.trim();
    const raw = given === undefined || given === '' ? setting.default : given;
    if (raw === undefined) continue;
    const parsed = setting.schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(
        problemWith(name, `${parsed.error.issues[0]?.message ?? 'is wrong'} (${shown(setting, raw)})`),
      );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values;
}
