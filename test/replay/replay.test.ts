import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Resource } from '@opentelemetry/resources';
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { buildBundle } from '../../worker/bundle.ts';

const DIRECTORY = fileURLToPath(new URL('histories', import.meta.url));
const files = readdirSync(DIRECTORY).filter((file) => file.endsWith('.json'));

function plugin(): OpenTelemetryPlugin {
  return new OpenTelemetryPlugin({ resource: new Resource({}), spanProcessor: new NoopSpanProcessor() });
}

function history(file: string): unknown {
  return JSON.parse(readFileSync(`${DIRECTORY}/${file}`, 'utf8'));
}

describe('replay', function () {
  this.timeout(120_000);
  let code: string;

  before(async () => {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    });
    ({ code } = await buildBundle(plugin()));
  });

  it('has a history of every path of a run', () => {
    const paths = [
      'plain',
      'tool',
      'approval-approved',
      'approval-edited',
      'approval-rejected',
      'approval-expired',
    ];
    paths.push(
      'killed-in-model-call',
      'killed-while-waiting',
      'child-waited-for',
      'cancelled-while-a-child-works',
    );
    for (const path of [...paths, 'cancelled-while-waiting', 'failed-model-refused', 'continued-as-new']) {
      assert.ok(files.includes(`agent-run.${path}.json`), `${path} is missing`);
    }
  });

  it('has a history of every path of an onboarding', () => {
    for (const path of ['plain', 'clone-retried', 'nothing-to-clone']) {
      assert.ok(files.includes(`onboarding.${path}.json`), `${path} is missing`);
    }
  });

  for (const file of files) {
    it(`of ${file} takes the recorded way`, async () => {
      await Worker.runReplayHistory({ workflowBundle: { code }, plugins: [plugin()] }, history(file));
    });
  }

  it('fails when a workflow does something else than recorded', async () => {
    const changed = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('changed-workflow.ts', import.meta.url)),
      plugins: [plugin()],
      logger: new DefaultLogger('ERROR'),
    });
    for (const file of ['agent-run.plain.json', 'agent-run.approval-approved.json']) {
      await assert.rejects(
        Worker.runReplayHistory({ workflowBundle: changed, plugins: [plugin()] }, history(file)),
        /DeterminismViolation|[Nn]ondeterminis/,
      );
    }
  });
});
