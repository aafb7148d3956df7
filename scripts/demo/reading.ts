/** Stations at which agents read and write texts, and nothing leaves the house. */
import { agentOf, complete, type House } from './house.ts';

interface Suggestion {
  readonly confidence: string;
  readonly text: string;
}

interface Report {
  readonly markdown: string;
  readonly figures: readonly { readonly text: string; readonly turn: number }[];
}

const QUESTION = 'Hello, is there still a place in the course for beginners on Saturday?';

export async function suggestReplies(house: House): Promise<void> {
  const { tour } = house;
  tour.station('Somebody writes, and an agent suggests three answers');
  const agent = agentOf(house, 'text_reply');
  tour.show(`» ${QUESTION}`);
  const run = await complete(house, { agentId: agent.id, input: { message: QUESTION } });
  const { suggestions } = run.output as { suggestions: readonly Suggestion[] };
  for (const { confidence, text } of suggestions) tour.show(`${confidence}: ${text}`);
  const levels = suggestions.map(({ confidence }) => confidence);
  tour.check(levels.join() === 'high,medium,low', 'there is one each of high, medium and low', levels);
  const texts = new Set(suggestions.map(({ text }) => text));
  tour.check(texts.size === 3, 'they differ from each other', suggestions);
}

export async function writeReport(house: House): Promise<void> {
  const { tour } = house;
  tour.station('An agent writes a report from the data of the organization');
  const agent = agentOf(house, 'custom_report');
  const input = { period: 'last_30_days', sections: ['leads', 'tasks'] };
  const run = await complete(house, { agentId: agent.id, input });
  const { markdown, figures } = run.output as Report;
  tour.show(markdown.split('\n').slice(0, 14).join('\n'));
  tour.check(figures.length > 0, `it has ${String(figures.length)} figures`);
  const lost = figures.filter(({ text, turn }) => !markdown.includes(text) || turn < 1);
  tour.check(lost.length === 0, 'each of them is traced to the tool result it came from', lost);
}
