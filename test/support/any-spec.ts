/** Any agent spec that may be saved, for property tests. */
import fc from 'fast-check';
import { type AgentSpec, AUTONOMIES } from '../../domain/agent/agent-spec.ts';
import { DECIDING_ROLES } from '../../domain/approval/approval-policy.ts';
import { replyEntry } from '../../domain/approval/taint.ts';
import { OBJECT_TYPES } from '../../domain/ontology/object-types.ts';
import { TOOLS } from '../../tools/registry.ts';

const names = TOOLS.map((tool) => tool.name);
const exceptions = TOOLS.flatMap(({ name, risk }) =>
  name === 'send_message' ? [name, replyEntry(name)] : risk === 'write' || risk === 'send' ? [name] : [],
);
const someTools = fc.uniqueArray(fc.constantFrom(...names), { maxLength: names.length });

/** What PostgreSQL can store: no NUL, no half surrogate pairs. */
export const anyText = (maxLength: number, minLength = 0) =>
  fc
    .string({
      unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), markup),
      maxLength: 12,
    })
    .map((value) => value.replaceAll('\0', '').slice(0, maxLength))
    .filter(
      (value) => value.length >= minLength && value.length <= maxLength && !/\p{Surrogate}/u.test(value),
    );
const markup = fc.constantFrom(
  '<script>alert(1)</script>',
  '# ',
  '\n',
  '---\n',
  ': ',
  '"',
  "'",
  '*',
  '&a',
  '\t',
  '{',
  '!',
);
const texts = (most: number) => fc.array(anyText(200), { maxLength: most });
const different = (most: number, longest = 200) => fc.uniqueArray(anyText(longest, 1), { maxLength: most });
const limit = fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined });

/** Records as JSON makes them. */
const PLAIN = { noNullPrototype: true };

/** Members that are undefined are left out, as JSON does. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}

const persona = fc
  .record({
    displayName: anyText(200),
    tone: anyText(200),
    voice: anyText(500),
    signature: anyText(500),
    traits: texts(4),
    avoid: texts(4),
    language: anyText(200),
    additionalLanguages: texts(3),
    brandVoice: anyText(2000),
    soulMd: fc.option(anyText(20_000), { nil: undefined }),
  })
  .map(compact);

const model = fc
  .record({
    provider: fc.option(anyText(200), { nil: undefined }),
    modelId: fc.option(anyText(200), { nil: undefined }),
    temperature: fc.option(
      fc.integer({ min: 0, max: 20 }).map((tenth) => tenth / 10),
      { nil: undefined },
    ),
    maxTokens: fc.option(fc.integer({ min: 16, max: 64_000 }), { nil: undefined }),
    fallbackModels: texts(3),
  })
  .map(compact);

const decidingRoles = fc.shuffledSubarray([...DECIDING_ROLES]);

/** Durations that fit the deadline: what would be later is refused. */
function anyPolicy(deadline: number): fc.Arbitrary<AgentSpec['approvalPolicy']> {
  const seconds =
    deadline < 2
      ? fc.constant(undefined)
      : fc.option(fc.integer({ min: 1, max: deadline - 1 }), { nil: undefined });
  return fc
    .record({
      roles: decidingRoles,
      memberIds: fc.constant<string[]>([]),
      fourEyes: fc.boolean(),
      remindAfterSeconds: seconds,
      escalateAfterSeconds: seconds,
      escalateToRoles: decidingRoles,
    })
    .map((policy) =>
      compact({
        ...policy,
        escalateToRoles: policy.escalateAfterSeconds === undefined ? [] : policy.escalateToRoles,
      }),
    );
}

const someTypes = fc.shuffledSubarray([...OBJECT_TYPES]);

/** `skillIds` are those a spec may name where it is saved. */
export function anySpec(skillIds: readonly string[] = []): fc.Arbitrary<AgentSpec> {
  const goal = fc.record(
    {
      title: anyText(200, 1),
      description: anyText(2000),
      priority: fc.integer({ min: 1, max: 5 }),
    },
    PLAIN,
  );
  return fc
    .record({
      persona,
      goals: fc.array(goal, { maxLength: 3 }),
      rules: different(4, 500),
      tools: fc.record({ allow: someTools, deny: someTools }, PLAIN),
      model,
      delegates: fc.constant<string[]>([]),
      autonomy: fc.constantFrom(...AUTONOMIES),
      enableAutopilot: fc.boolean(),
      requireApprovalFor: someTools,
      taintPolicy: fc.record({ allow: fc.shuffledSubarray(exceptions) }, PLAIN),
      approvalTimeoutSeconds: fc.integer({ min: 1, max: 2_592_000 }),
      systemPrompt: anyText(20_000),
      skillIds: fc.shuffledSubarray([...skillIds]),
      accessScope: fc.record({ read: someTypes, write: someTypes }, PLAIN),
      blockedTopics: different(3),
      faqEntries: fc.array(fc.record({ q: anyText(500, 1), a: anyText(2000, 1) }, PLAIN), { maxLength: 3 }),
      knowledgeDocIds: fc.constant<string[]>([]),
      enableReflection: fc.boolean(),
      maxMessagesPerDay: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
      subtype: fc.constantFrom(
        undefined,
        'primary' as const,
        'sales' as const,
        'support' as const,
        'social' as const,
      ),
      limits: fc
        .record({
          maxTurns: limit,
          maxToolCalls: limit,
          maxTokens: limit,
          maxCostMicroUsd: limit,
          maxActiveMs: limit,
        })
        .map(compact),
    })
    .chain((spec) =>
      anyPolicy(spec.approvalTimeoutSeconds).map((approvalPolicy) => ({ ...spec, approvalPolicy })),
    )
    .map((spec) => compact(spec) as AgentSpec);
}
