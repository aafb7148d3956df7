/**
 * `npm run verify-audit -- FILE…`: checks exported audit logs (`GET /v1/audit/export` of an organization or
 * `GET /v1/platform/audit/export` of the platform, each answer a file, in order)
 * without the server that wrote them. Exits 1 where the chain is broken.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { auditExport, type ExportedAuditEntry, platformAuditExport } from '../domain/contracts/audit.ts';
import { requireUuid } from '../domain/ids.ts';
import { ChainCheck, type CheckedEntry, PLATFORM_CHAIN } from '../store/audit-chain.ts';

const anyExport = z.union([auditExport, platformAuditExport]);

function toChecked(entry: ExportedAuditEntry): CheckedEntry {
  const { salt, before, after } = entry;
  return {
    ...entry,
    id: requireUuid('auditEntry', entry.id),
    createdAt: new Date(entry.createdAt),
    values: salt === null ? undefined : { salt, before, after },
  };
}

function verify(files: readonly string[]): ChainCheck {
  const exports = files.map((file) => anyExport.parse(JSON.parse(readFileSync(file, 'utf8'))));
  const [first] = exports;
  if (first === undefined) throw new Error('Name at least one file with an answer of GET /v1/audit/export.');
  const { organizationId } = first;
  const check = new ChainCheck(
    organizationId === null ? PLATFORM_CHAIN : requireUuid('organization', organizationId),
  );
  for (const { data } of exports) {
    for (const entry of data) if (!check.add(toChecked(entry))) return check;
  }
  return check;
}

try {
  const { problem, head, erasedValues } = verify(process.argv.slice(2));
  if (problem === undefined) {
    process.stdout.write(
      `${String(head?.seq ?? 0)} entries fit together, ${String(erasedValues)} with erased values; head ${head?.hash ?? 'none'}\n`,
    );
  } else {
    process.stdout.write(`broken at entry ${String(problem.seq)}: ${problem.message}\n`);
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
