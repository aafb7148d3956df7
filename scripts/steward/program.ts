/** The commands and their options. What they do is in the files beside this one. */
import { Command, CommanderError } from 'commander';
import { exportAgents, importAgents, listAgents } from './agents.ts';
import { ApiClient } from './api-client.ts';
import { decideApproval, listApprovals } from './approvals.ts';
import { connectionFrom } from './connection.ts';
import { EXIT, Failure, usage } from './failure.ts';
import { runNpm, runScript } from './hand-over.ts';
import { Output } from './output.ts';
import { showLog, startRun } from './runs.ts';

const EPILOGUE = `
Talks to STEWARD_URL with the key STEWARD_API_KEY, or else to the stack that \`steward start\` runs on this machine.
Exit codes: 0 it worked, 1 it did not, 2 it was called wrongly.`;

/** Runs what `argv` (without node and script) asks for; answers the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const out = new Output(argv.includes('--json'));
  const outcome = { exitCode: EXIT.ok as number };
  try {
    await build(out, outcome).parseAsync([...argv], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // Commander has said what it has to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = error instanceof Failure ? error : new Failure((error as Error).message);
    out.failure(failure);
    return failure.exitCode;
  }
}

interface Outcome {
  exitCode: number;
}

function build(out: Output, outcome: Outcome): Command {
  const program = new Command('steward')
    .description('AI agents that work durably.')
    .option('--json', 'print JSON, one value a line')
    .addHelpText('after', EPILOGUE)
    .showHelpAfterError('(steward --help shows what there is)')
    .exitOverride();
  const client = (): ApiClient => new ApiClient(connectionFrom(process.env));
  addScripts(program, out, outcome);
  addRuns(program, out, { client, outcome });
  addApprovals(program, out, client);
  addAgents(program, out, client);
  return program;
}

function addScripts(program: Command, out: Output, outcome: Outcome): void {
  program
    .command('start')
    .description('start everything on this machine; Ctrl-C stops it')
    .action(async () => {
      const built = await runNpm('build');
      // Not by way of npm, which would not wait for the stack to stop.
      outcome.exitCode = built === EXIT.ok ? await runScript('start.ts') : built;
    });
  program
    .command('demo')
    .description('a tour of a running stack that checks what it shows')
    .action(async () => {
      outcome.exitCode = await runScript('demo.ts');
    });
  program
    .command('doctor')
    .description('what is in order on this machine, what is not, and what to do about it')
    .action(async () => {
      outcome.exitCode = await runScript('doctor.ts', out.isJson ? ['--json'] : []);
    });
  program
    .command('verify-audit')
    .description('check exported audit logs without the server that wrote them')
    .argument('<files...>', 'answers of GET /v1/audit/export, in order')
    .action(async (files: string[]) => {
      outcome.exitCode = await runScript('verify-audit.ts', files);
    });
}

function addRuns(
  program: Command,
  out: Output,
  { client, outcome }: { client: () => ApiClient; outcome: Outcome },
): void {
  program
    .command('run')
    .description('start an agent')
    .argument('<agent>', 'its id, or its name')
    .option('--input <json>', 'what the agent is given, as its kind wants it', '{}')
    .option('--wait', 'until the run has ended, and show its result', false)
    .option('--dry-run', 'only read; say what else would have been done', false)
    .action(async (agent: string, options: { input: string; wait: boolean; dryRun: boolean }) => {
      const input = jsonObject(options.input, '--input');
      outcome.exitCode = await startRun(client(), out, { ...options, agent, input });
    });
  program
    .command('logs')
    .description('what happened in a run')
    .argument('<run>', 'its id')
    .option('-f, --follow', 'go on until the run has ended', false)
    .action((runId: string, options: { follow: boolean }) => showLog(client(), out, runId, options));
}

function addApprovals(program: Command, out: Output, client: () => ApiClient): void {
  program
    .command('approvals')
    .description('what waits for a decision')
    .action(() => listApprovals(client(), out));
  program
    .command('approve')
    .description('decide what an agent asked for')
    .argument('<id>', 'an id that `steward approvals` shows')
    .option('--reject', 'it is not done', false)
    .option('--reason <text>', 'told to the agent')
    .option('--arguments <json>', 'do this instead')
    .option('--arguments-hash <hash>', 'these arguments and no others, as a refusal or `--json` gives it')
    .action((id: string, options: ApproveOptions) => {
      const { reject, reason, arguments: text, argumentsHash } = options;
      const instead = text === undefined ? undefined : jsonObject(text, '--arguments');
      return decideApproval(client(), out, id, { reject, reason, arguments: instead, argumentsHash });
    });
}

interface ApproveOptions {
  readonly reject: boolean;
  readonly reason?: string;
  readonly arguments?: string;
  readonly argumentsHash?: string;
}

function addAgents(program: Command, out: Output, client: () => ApiClient): void {
  const agents = program.command('agents').description('agents, also as files for version control');
  agents
    .command('list')
    .description('all agents of the organization')
    .action(() => listAgents(client(), out));
  agents
    .command('export')
    .description('write an agent as agent.yaml, SOUL.md and skills/…/SKILL.md')
    .argument('[agent]', 'its id, or its name')
    .option('--all', 'every agent, each in a folder of its own', false)
    .requiredOption('--dir <dir>', 'where to')
    .action((id: string | undefined, options: { all: boolean; dir: string }) =>
      exportAgents(client(), out, { ...options, id }),
    );
  agents
    .command('import')
    .description(
      'make an agent from such a folder, or one of each folder in it; a repeat makes nothing twice',
    )
    .argument('<dir>')
    .action((dir: string) => importAgents(client(), out, dir));
}

function jsonObject(text: string, option: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(`${option} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw usage(`${option} must be a JSON object, such as {"message":"Hello"}.`);
}
