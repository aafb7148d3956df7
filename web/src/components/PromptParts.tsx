import { Accordion } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { promptQuery } from '../api/queries.ts';
import type { PromptOrigin } from '../api/types.ts';
import { ApiError } from '../api/client.ts';
import { LoadingLines } from '../ui/Notices.tsx';
import { QueryView } from './QueryView.tsx';

const ORIGINS: Readonly<Record<PromptOrigin, string>> = {
  platform_rules: 'from the platform',
  organization_rules: 'from the organization',
  agent_rules: 'from the agent',
  persona: 'from the agent',
  goals: 'from the agent',
  kind_instructions: 'from the kind',
  skills: 'from the skills attached',
  delegates: 'from the agent',
  faq: 'from the agent',
  other_agents: 'from other agents, quoted',
  context: 'of the moment',
};

/** The system prompt that the model was given, part by part, with where each part comes from. */
export function PromptParts({ runId }: { readonly runId: string }) {
  const query = useQuery(promptQuery(runId));
  if (query.error instanceof ApiError && query.error.status === 404) {
    return <p className="plain-text dim">The prompt is put together when the run starts.</p>;
  }
  return (
    <QueryView query={query} what="The prompt" skeleton={<LoadingLines lines={5} height={32} />}>
      {({ parts, hash }) => (
        <>
          <Accordion multiple chevronPosition="left" defaultValue={[]} className="prompt-parts">
            {parts.map((part, i) => (
              <Accordion.Item key={part.origin} value={`${i}`}>
                <Accordion.Control>
                  {part.title}{' '}
                  <span className="dim">
                    {ORIGINS[part.origin]} · about {part.tokens} tokens
                  </span>
                </Accordion.Control>
                <Accordion.Panel>
                  <pre className="prompt-text" tabIndex={0} role="region" aria-label={part.title}>
                    {part.text}
                  </pre>
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
          <p className="plain-text dim mono">hash {hash.slice(0, 16)}</p>
        </>
      )}
    </QueryView>
  );
}
