/** GET /v1/runs/{id}/prompt: what the model was told, part by part. */
import { z } from 'zod';
import { promptPart, promptView } from '../../../domain/contracts/runs.ts';
import { AppError } from '../../../domain/errors.ts';
import { promptText } from '../../../domain/prompt/assemble.ts';
import { estimateTokens } from '../../../domain/prompt/tokens.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { runOrRefuse } from './run-or-refuse.ts';

const storedParts = z.array(promptPart);

export const getRunPrompt = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}/prompt',
  summary: 'Read the effective prompt of a run',
  permission: 'runs:read',
  params: idParams('run'),
  status: 200,
  response: promptView,

  async handle({ params, transact }) {
    const prompt = await transact(async (store) => {
      const { run } = await runOrRefuse(store, params.id);
      return run.promptHash === null ? undefined : store.runQueries.prompt(run.promptHash);
    });
    if (prompt === undefined) {
      throw new AppError('not_found', 'The run has no prompt yet: it is assembled when the run starts.');
    }
    const parts = z.parse(storedParts, prompt.parts);
    const shown = parts.map((part) => ({ ...part, tokens: estimateTokens(part.text) }));
    return { body: { hash: prompt.hash, parts: shown, text: promptText(parts) } };
  },
});
