/** POST /v1/rules/simulate: what would happen to a call or a text, and which rule says so. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { decideText, objections, type PolicyQuestion, strongest } from '../../../domain/approval/policy.ts';
import {
  type RuleSimulation,
  type SimulateRulesBody,
  simulateRulesBody,
  simulation,
} from '../../../domain/contracts/rules.ts';
import { AppError } from '../../../domain/errors.ts';
import { findKind } from '../../../domain/kinds/registry.ts';
import { taintException } from '../../../domain/approval/taint.ts';
import type { Finding } from '../../../domain/rules/decide.ts';
import { resolveRules } from '../../../domain/rules/resolve-rules.ts';
import { fromPublicId } from '../../../domain/ids.ts';
import { findTool, parseToolArguments } from '../../../tools/registry.ts';
import { policyFactsOf, type Tool } from '../../../tools/define-tool.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';

type Subject = Pick<PolicyQuestion, 'spec' | 'rules' | 'granted' | 'tainted' | 'writer'>;

export const simulateRules = defineRoute({
  method: 'post',
  path: '/v1/rules/simulate',
  summary: 'Ask what the rules say to a call or a text',
  description:
    'Nothing is done: the answer comes from the function that decides in a run, over the rules and the version of the ' +
    'agent as they are now. Give `toolName` (and `arguments`), or a `message` that the agent would send.',
  permission: 'rules:read',
  body: simulateRulesBody,
  status: 200,
  response: simulation,

  async handle({ body, transact }) {
    const agentId = fromPublicId('agent', body.agentId) ?? '';
    const { detail, stored } = await transact(async (store) => ({
      detail: await store.agents.get(agentId),
      stored: await store.rules.inForce(),
    }));
    if (detail === undefined) throw new AppError('not_found', 'There is no such agent.');
    const { agent, version } = detail;
    const spec = agentSpecSchema.parse(version.spec);
    const rules = resolveRules({ stored, agentRules: spec.rules, agentVersion: version.number });
    const tainted = body.tainted ?? findKind(agent.kind)?.inputIsOutsideText ?? false;
    const writer = body.writer === undefined ? [] : [body.writer];
    const granted = agent.grantedTools;
    return { body: simulate(body, { spec, rules, granted, tainted, writer }) };
  },
});

function simulate(
  { toolName, arguments: args, message }: SimulateRulesBody,
  subject: Subject,
): RuleSimulation {
  if ((toolName === undefined) === (message === undefined)) {
    const pointer = toolName === undefined ? '/toolName' : '/message';
    throw invalidRequest('body', [{ pointer, message: 'give either toolName or message' }]);
  }
  if (message !== undefined) {
    const { answer, findings } = decideText(message, subject);
    return present(answer, findings);
  }
  const tool = toolOrRefuse(toolName ?? '');
  const question: PolicyQuestion = {
    ...policyFactsOf(tool),
    ...(args === undefined ? {} : { arguments: argumentsOrRefuse(tool.name, args) }),
    ...subject,
  };
  const findings = objections(question);
  const exception = tool.effect !== 'pure' && subject.tainted ? taintException(question) : undefined;
  return present(strongest(findings), findings, exception);
}

function toolOrRefuse(name: string): Tool {
  const tool = findTool(name);
  if (tool !== undefined) return tool;
  throw invalidRequest('body', [
    { pointer: '/toolName', message: 'is not a tool; GET /v1/tools lists them' },
  ]);
}

function argumentsOrRefuse(name: string, args: unknown): unknown {
  const parsed = parseToolArguments(name, args);
  if (parsed.ok) return parsed.value;
  const errors = parsed.errors.map(({ pointer, message }) => ({
    pointer: `/arguments${pointer === '/' ? '' : pointer}`,
    message,
  }));
  throw invalidRequest('body', errors);
}

function present(
  answer: ReturnType<typeof strongest>,
  findings: readonly Finding[],
  exception?: string,
): RuleSimulation {
  const checks: RuleSimulation['checks'] = findings.map(({ check, verdict, reason, rule }) => ({
    check,
    verdict,
    reason,
    rule: rule ?? null,
  }));
  if (exception !== undefined) {
    checks.push({ check: 'taint', verdict: 'allowed', reason: exception, rule: null });
  }
  if (answer.verdict === 'allowed') {
    return { verdict: 'allowed', reason: exception ?? 'nothing speaks against it', rule: null, checks };
  }
  return { verdict: answer.verdict, reason: answer.reason, rule: answer.rule ?? null, checks };
}
