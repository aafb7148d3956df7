/** What a system agent may name: it belongs to no organization, so neither may what it refers to. */
import type { AgentSpec } from '../../../domain/agent/agent-spec.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { PlatformStore } from '../../../store/platform/platform-database.ts';
import { invalidRequest } from '../../validation/parse.ts';

/** Throws `invalid_request` with a pointer to each. Skills that `current` has already are left alone. */
export async function refuseForeignReferences(
  store: PlatformStore,
  spec: AgentSpec,
  current?: AgentSpec,
): Promise<void> {
  const usable = await store.agents.usableSkills(spec.skillIds);
  const had = current?.skillIds ?? [];
  const errors: FieldError[] = spec.skillIds.flatMap((id, i) =>
    usable.has(id) || had.includes(id)
      ? []
      : [{ pointer: `/spec/skillIds/${String(i)}`, message: 'names no enabled skill of the platform' }],
  );
  spec.delegates.forEach((_, i) => {
    const message = 'is an agent of one organization; a system agent is for all of them';
    errors.push({ pointer: `/spec/delegates/${String(i)}`, message });
  });
  if (spec.accessScope.ownerUserId !== undefined) {
    errors.push({
      pointer: '/spec/accessScope/ownerUserId',
      message: 'is a member of one organization; a system agent is for all of them',
    });
  }
  if (spec.approvalPolicy.memberIds.length > 0) {
    errors.push({
      pointer: '/spec/approvalPolicy/memberIds',
      message: 'are members of one organization; a system agent is for all of them: name roles instead',
    });
  }
  if (spec.taintPolicy.allow.length > 0) {
    errors.push({
      pointer: '/spec/taintPolicy/allow',
      message: 'is for each organization to decide; a system agent asks after outside text',
    });
  }
  if (errors.length > 0) throw invalidRequest('body', errors);
}
