import type { Config } from '../../config/env.ts';
import { fail, ok, reason, warn, type Finding } from './finding.ts';

const TIMEOUT_MS = 10_000;

/** Does the endpoint answer, does it take the key, does it know the default model? No tokens are spent. */
export async function checkModel({ llm, secrets }: Config): Promise<Finding> {
  const check = llm.isDemo ? 'model (demo)' : 'model';
  try {
    const response = await fetch(`${llm.baseUrl}/models`, {
      headers: secrets.llmApiKey === undefined ? {} : { authorization: `Bearer ${secrets.llmApiKey}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = await response.text();
    if (response.status === 401 || response.status === 403) {
      return fail(
        check,
        `${llm.baseUrl} refuses the key (${String(response.status)})`,
        'Check LLM_API_KEY (or OPENROUTER_API_KEY, OPENAI_API_KEY).',
      );
    }
    if (!response.ok) {
      return warn(
        check,
        `${llm.baseUrl}/models answers ${String(response.status)}`,
        'Some endpoints have no list of models; try a run.',
      );
    }
    return body.includes(`"${llm.defaultModel}"`)
      ? ok(check, `${llm.baseUrl} answers and knows ${llm.defaultModel}`)
      : warn(
          check,
          `${llm.baseUrl} answers, but does not list ${llm.defaultModel}`,
          'Check LLM_DEFAULT_MODEL.',
        );
  } catch (error) {
    const detail = `${llm.baseUrl} does not answer: ${reason(error)}`;
    return llm.isDemo
      ? warn(check, detail, '`npm start` or `npm run demo-model` starts the demo model.')
      : fail(check, detail, 'Check LLM_BASE_URL and the network.');
  }
}
