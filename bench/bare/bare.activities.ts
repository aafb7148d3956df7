/** What somebody would write who calls the openai client from an activity and stores nothing. */
import OpenAI from 'openai';

export interface BareMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | null;
  tool_call_id?: string;
  tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
}

export interface BareActivities {
  callModel(model: string, messages: BareMessage[]): Promise<BareMessage>;
  runTool(name: string): Promise<string>;
}

const TOOL = {
  type: 'function' as const,
  function: {
    name: 'get_recent_leads',
    description: 'Leads.',
    parameters: { type: 'object', properties: {} },
  },
};

export function createBareActivities(baseURL: string): BareActivities {
  const client = new OpenAI({ baseURL, apiKey: 'bench', maxRetries: 0 });
  return {
    async callModel(model, messages) {
      const stream = client.chat.completions.stream({
        model,
        messages: messages as OpenAI.ChatCompletionMessageParam[],
        tools: [TOOL],
        stream_options: { include_usage: true },
      });
      return (await stream.finalMessage()) as BareMessage;
    },
    runTool: (name) => Promise.resolve(JSON.stringify({ name, total: 0, leads: [] })),
  };
}
