/** The one list of activities. */
import type {
  AdvanceActivities,
  OnboardingActivities,
  RecordActivities,
  ToolActivities,
} from '../workflows/proxies.ts';
import type { ActivityDeps } from './deps.ts';
import { withHeartbeat } from './heartbeat.ts';
import { cloneSystemAgent } from './onboarding/clone-system-agent.ts';
import { findMissingClones } from './onboarding/find-missing-clones.ts';
import { advanceRun } from './runs/advance.ts';
import { closeRun } from './runs/close-run.ts';
import { decideApproval } from './runs/decide-approval.ts';
import { runTool } from './tools/run-tool.ts';

type Activities = AdvanceActivities & ToolActivities & RecordActivities & OnboardingActivities;

export function createActivities(deps: ActivityDeps): Activities {
  const advance: AdvanceActivities['runTurn'] = (input) =>
    withHeartbeat((signal) => advanceRun(deps, input, signal));
  return {
    // One function under three names, so that the Temporal UI says how far a step goes.
    callModel: advance,
    runTurn: advance,
    runBurst: advance,
    runTool: (input) => withHeartbeat((signal) => runTool(deps, input, signal)),
    closeRun: (input) => closeRun(deps, input),
    decideApproval: (input) => decideApproval(deps, input),
    findMissingClones: (input) => findMissingClones(deps, input),
    cloneSystemAgent: (input) => cloneSystemAgent(deps, input),
  };
}
