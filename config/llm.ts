/** Which model endpoint is meant: an explicit one, OpenRouter's, OpenAI's, or the demo model. */
import type { TokenPrice } from '../domain/budget/pricing.ts';
import { ConfigError, problemWith, type Values } from './load-values.ts';

export interface LlmConfig {
  readonly baseUrl: string;
  /** The model of agents that name none. */
  readonly defaultModel: string;
  /** Model calls of one organization that may be under way at a time, over all workers. */
  readonly callsAtOnce: number;
  /** True: the scripted demo model answers, and the UI says so. */
  readonly isDemo: boolean;
  /** Override the built-in price table, by model name. */
  readonly prices: Readonly<Record<string, TokenPrice>>;
}

const DEMO_MODEL = 'demo';

interface Choice {
  readonly llm: LlmConfig;
  readonly apiKey: string | undefined;
}

export function readLlm(values: Values): Choice {
  if (values.LLM_BASE_URL !== undefined) return explicit(values, values.LLM_BASE_URL);
  if (values.LLM_API_KEY !== undefined) {
    throw new ConfigError([
      problemWith('LLM_BASE_URL', 'is not set, but LLM_API_KEY is: say whose key it is'),
    ]);
  }
  if (values.OPENROUTER_API_KEY !== undefined) {
    const llm = remote(values, 'https://openrouter.ai/api/v1', 'openai/gpt-4.1-mini');
    return { llm, apiKey: values.OPENROUTER_API_KEY };
  }
  if (values.OPENAI_API_KEY !== undefined) {
    return {
      llm: remote(values, 'https://api.openai.com/v1', 'gpt-4.1-mini'),
      apiKey: values.OPENAI_API_KEY,
    };
  }
  const baseUrl = `http://127.0.0.1:${String(values.DEMO_MODEL_PORT)}/v1`;
  return {
    llm: {
      baseUrl,
      defaultModel: values.LLM_DEFAULT_MODEL ?? DEMO_MODEL,
      isDemo: true,
      ...common(values),
    },
    apiKey: undefined,
  };
}

function explicit(values: Values, baseUrl: string): Choice {
  if (values.LLM_DEFAULT_MODEL === undefined) {
    throw new ConfigError([
      problemWith(
        'LLM_DEFAULT_MODEL',
        'is not set, but LLM_BASE_URL is: name a model that the endpoint serves',
      ),
    ]);
  }
  return {
    llm: { baseUrl, defaultModel: values.LLM_DEFAULT_MODEL, isDemo: false, ...common(values) },
    apiKey: values.LLM_API_KEY,
  };
}

function remote(values: Values, baseUrl: string, model: string): LlmConfig {
  return {
    baseUrl,
    defaultModel: values.LLM_DEFAULT_MODEL ?? model,
    isDemo: false,
    ...common(values),
  };
}

function common(values: Values): Pick<LlmConfig, 'prices' | 'callsAtOnce'> {
  return { prices: values.LLM_PRICES ?? {}, callsAtOnce: values.LLM_MAX_CALLS_PER_ORGANIZATION };
}
