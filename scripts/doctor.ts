/** `npm run doctor [-- --json]`: what is in order, what is not, and what to do about it. Exit code 1 on a failure. */
import { ConfigError, loadConfig } from '../config/env.ts';
import { checkDatabase } from './doctor/database.ts';
import { fail, ok, type Finding } from './doctor/finding.ts';
import { checkDisk, checkKeys, checkNode, checkPort } from './doctor/machine.ts';
import { checkModel } from './doctor/model.ts';
import { checkTemporal } from './doctor/temporal.ts';
import { withStackEnvironment } from './stack/stack-environment.ts';

async function examine(): Promise<Finding[]> {
  const node = checkNode();
  let config;
  try {
    config = loadConfig(withStackEnvironment(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      node,
      ...error.problems.map((problem) => fail('configuration', problem, 'Correct the variable.')),
    ];
  }
  return [
    node,
    ok('configuration', `read; data directory ${config.dataDir}`),
    checkDisk(config),
    checkKeys(config),
    ...(await checkDatabase(config)),
    ...(await checkTemporal(config)),
    await checkModel(config),
    await checkPort(config),
  ];
}

function line({ check, level, detail, remedy }: Finding): string {
  return `${level.padEnd(4)}  ${check}: ${detail}${remedy === '' ? '' : `\n      → ${remedy}`}`;
}

const findings = await examine();
const json = process.argv.includes('--json');
const report = json ? JSON.stringify({ findings }, null, 2) : findings.map(line).join('\n');
process.stdout.write(`${report}\n`);
process.exitCode = findings.some(({ level }) => level === 'fail') ? 1 : 0;
