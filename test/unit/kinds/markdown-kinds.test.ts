import assert from 'node:assert/strict';
import { customReport } from '../../../domain/kinds/custom-report.ts';
import { dashboardBriefing } from '../../../domain/kinds/dashboard-briefing.ts';
import type { OutputContext } from '../../../domain/kinds/define-kind.ts';
import { openDoor, tool, user } from '../demo-model/door.ts';

const CONTEXT: OutputContext = { input: {}, results: [], given: '' };
const period = { label: 'last_7_days', from: '2031-03-10', to: '2031-03-16' };

/** Results with everything that makes a figure hard to find again. */
const DATA: Record<string, unknown> = {
  get_recent_leads: {
    period,
    total: 6,
    bySource: [
      { source: 'website_2', count: 4 },
      { source: 'phone', count: 2 },
    ],
    leads: [
      {
        id: 'l1',
        name: 'Ida | Holm',
        source: 'website_2',
        status: 'new',
        interest: 'Course A2, 3 people, from 1.234,50 €',
        createdAt: '2031-03-12T10:00:00Z',
      },
    ],
  },
  get_handled_calls: {
    period,
    total: 1,
    handled: 0,
    missed: 1,
    calls: [
      {
        id: 'c1',
        contact: '+49 151 000 4567',
        direction: 'in',
        outcome: 'missed',
        durationSeconds: 125,
        at: '2031-03-15T08:30:00Z',
        summary: 'Wants to move the 2 seats to 14 April at 9.30 am',
      },
    ],
  },
  get_messages_window: {
    period,
    total: 1,
    received: 1,
    sent: 0,
    unanswered: 1,
    messages: [
      {
        id: 'm1',
        contact: 'Ben Ohm',
        channel: 'sms',
        direction: 'in',
        text: 'Hello, there are four of us and we would like to come for the long weekend, call +49 151 000 4567 please',
        at: '2031-03-16T18:00:00Z',
      },
    ],
  },
  get_priority_tasks: {
    total: 1,
    overdue: 1,
    tasks: [
      {
        id: 't1',
        title: 'Invoice INV-2031-014',
        priority: 'high',
        due: '2031-03-14',
        assignee: 'Cy',
        overdue: true,
      },
    ],
  },
};

describe('a dashboard briefing', () => {
  it('is the Markdown of the answer, without a fence around the whole of it', () => {
    for (const text of ['# Hello\n\n- 3 things', '```markdown\n# Hello\n\n- 3 things\n```\n']) {
      const expected = { ok: true, output: { markdown: '# Hello\n\n- 3 things' } };
      assert.deepEqual(dashboardBriefing.read(text, CONTEXT), expected);
    }
  });

  it('is refused as HTML and with unprintable characters', () => {
    for (const text of ['<!DOCTYPE html><p>Hi', '<html>', 'a\u0000b', 'a\ud800b']) {
      assert.equal(dashboardBriefing.read(text, CONTEXT).ok, false, text);
    }
  });
});

describe('a custom report', () => {
  it('is given with the origin of its figures', () => {
    const results = [
      { turn: 3, callIndex: 1, toolName: 'get_recent_leads', result: DATA['get_recent_leads'] },
    ];
    assert.deepEqual(customReport.read('# Leads\n\n1. **6** in all', { ...CONTEXT, results }), {
      ok: true,
      output: {
        markdown: '# Leads\n\n1. **6** in all',
        figures: [{ text: '6', value: 6, turn: 3, callIndex: 1 }],
      },
    });
  });

  it('is refused with a text that names the figures of unknown origin and the remedy', () => {
    const check = customReport.read('12 leads, 50 % more, 12 again', CONTEXT);
    assert.ok(!check.ok);
    assert.match(check.problem, /"12", "50"\. .*only figures from the tool results/);
  });

  it('of the demo model passes on data full of figures', async () => {
    const door = await openDoor();
    try {
      const input = { period: 'last_7_days', prompt: 'The 6 leads' };
      const names = Object.keys(DATA);
      const completion = await door.client.chat.completions.create({
        model: 'demo',
        messages: [
          { role: 'system', content: 'Kind: custom_report\nOrganization: Pier Nine' },
          user(JSON.stringify({ input })),
          {
            role: 'assistant',
            tool_calls: names.map((name, at) => ({
              id: `call_${String(at)}`,
              type: 'function',
              function: { name, arguments: '{}' },
            })),
          },
          ...names.map((name, at) => ({
            role: 'tool' as const,
            tool_call_id: `call_${String(at)}`,
            content: JSON.stringify(DATA[name]),
          })),
        ],
        tools: names.map((name) => tool(name)),
      });
      const text = completion.choices[0]?.message.content ?? '';
      const results = names.map((toolName, callIndex) => ({
        turn: 1,
        callIndex,
        toolName,
        result: DATA[toolName],
      }));
      const check = customReport.read(text, { input, results, given: '' });
      assert.ok(check.ok, check.ok ? '' : `${check.problem}\n${text}`);
      assert.match(text, /## Calls/);
    } finally {
      await door.close();
    }
  });
});
