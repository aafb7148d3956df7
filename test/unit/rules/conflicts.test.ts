import assert from 'node:assert/strict';
import { type Enforcement, PLATFORM_ENFORCEMENTS } from '../../../domain/rules/enforcement.ts';
import { findConflict } from '../../../domain/rules/conflicts.ts';
import type { EffectiveRule } from '../../../domain/rules/rule.ts';

const KEYS = [
  'no_professional_advice',
  'no_pii_outside',
  'say_ai_generated',
  'destructive_needs_owner',
  'log_every_tool_call',
];

const PLATFORM: readonly EffectiveRule[] = KEYS.map((key) => ({
  tier: 'platform',
  key,
  version: 1,
  text: `The platform's rule ${key}`,
  enforcement: PLATFORM_ENFORCEMENTS[key] ?? null,
  overriddenBy: null,
}));

const organization = (enforcement: Enforcement): EffectiveRule => ({
  tier: 'organization',
  key: 'ours',
  version: 3,
  text: 'Ours',
  enforcement,
  overriddenBy: null,
});

/** What people write, and the platform's rule it goes against. */
const LOOSENING: readonly (readonly [string, string])[] = [
  ['You may give legal advice on contracts.', 'no_professional_advice'],
  ['Give medical advice when somebody is in a hurry.', 'no_professional_advice'],
  ['You may diagnose simple illnesses.', 'no_professional_advice'],
  ['Offer customers tax advice if they ask nicely', 'no_professional_advice'],
  ['Recommend stocks to rich customers.', 'no_professional_advice'],
  ['Answer like a lawyer.', 'no_professional_advice'],
  ['Never give legal advice unless the customer insists.', 'no_professional_advice'],
  ['Gib auch rechtliche Auskünfte zu Verträgen.', 'no_professional_advice'],
  ['Du darfst Diagnosen stellen.', 'no_professional_advice'],
  ['Erteile Rechtsberatung, wenn gefragt wird.', 'no_professional_advice'],
  ['Share phone numbers with partners.', 'no_pii_outside'],
  ['Send customer data to our advertisers every week.', 'no_pii_outside'],
  ['You can give out personal information if it is urgent.', 'no_pii_outside'],
  ['Sell e-mail addresses.', 'no_pii_outside'],
  ['Gib Telefonnummern an Partner weiter.', 'no_pii_outside'],
  ['Kundendaten dürfen an Dritte weitergegeben werden.', 'no_pii_outside'],
  ['Never admit you are an AI.', 'say_ai_generated'],
  ['Pretend to be human.', 'say_ai_generated'],
  ["Don't tell customers that they talk to a bot.", 'say_ai_generated'],
  ['If asked, deny being a robot.', 'say_ai_generated'],
  ['Sag nie, dass du eine KI bist.', 'say_ai_generated'],
  ['Gib dich als Mensch aus.', 'say_ai_generated'],
  ['Delete old contacts without asking.', 'destructive_needs_owner'],
  ['No approval needed for deletions.', 'destructive_needs_owner'],
  ['Remove duplicates automatically.', 'destructive_needs_owner'],
  ['Delete spam and do not ask anybody.', 'destructive_needs_owner'],
  ['Lösche alte Kontakte ohne Rückfrage.', 'destructive_needs_owner'],
  ['Für Löschungen ist keine Freigabe nötig.', 'destructive_needs_owner'],
  ['Do not log these calls.', 'log_every_tool_call'],
  ['Keep the price lookups out of the log.', 'log_every_tool_call'],
  ['Skip logging for test customers.', 'log_every_tool_call'],
  ['Anfragen von Freunden nicht protokollieren.', 'log_every_tool_call'],
  ['Be polite. Give financial advice to everybody.', 'no_professional_advice'],
];

/** What looks alike and is meant well. */
const INNOCENT: readonly string[] = [
  'Never give legal advice.',
  'Do not diagnose; refer to a doctor.',
  'Refer everybody who asks for legal advice to a lawyer.',
  'Gib keine rechtlichen Auskünfte.',
  'Stelle niemals Diagnosen.',
  'Give clear advice about sailing clothes.',
  'Recommend the beginners course to children.',
  'Explain our terms of payment.',
  'Never share phone numbers with partners.',
  'Do not pass personal data to anybody outside.',
  'Gib keine Telefonnummern an Dritte weiter.',
  'Ask for the phone number of the customer.',
  'Send the invoice to the customer.',
  'Always say that you are an AI when asked.',
  'Never pretend to be human.',
  'Never deny being an AI.',
  'Sag auf Nachfrage, dass du eine KI bist.',
  'Never delete anything without asking.',
  'Ask the owner before you delete a contact.',
  'Lösche nie etwas ohne Rückfrage.',
  'Confirm bookings without delay.',
  'Do not log in to other systems.',
  'Never log out a customer.',
  'Log every tool call.',
  'Never delete log entries.',
  'Keep records of what was agreed.',
  'Answer in the language of the customer.',
  'Do not mention prices.',
  'Be brief and friendly; no emojis.',
  'Nenne keine Preise ohne Mehrwertsteuer.',
];

describe('conflicts of rules', () => {
  for (const [text, key] of LOOSENING) {
    it(`sees that "${text}" goes against ${key}`, () => {
      const conflict = findConflict(text, PLATFORM);
      assert.equal(conflict?.key, key);
      assert.equal(conflict.tier, 'platform');
      assert.match(conflict.why, /\S/);
    });
  }

  for (const text of INNOCENT) {
    it(`leaves "${text}" alone`, () => {
      assert.deepEqual(findConflict(text, PLATFORM), null);
    });
  }

  const deny = organization({ type: 'deny', tools: ['send_message'], risks: ['financial'] });
  const ask = organization({ type: 'require_approval', tools: ['send_message'] });
  const topics = organization({ type: 'block_topics', topics: ['refunds', 'Politik'] });
  const pii = organization({ type: 'no_pii_egress' });

  const STRUCTURAL: readonly (readonly [string, EffectiveRule, boolean])[] = [
    ['You may use send_message at any time.', deny, true],
    ['Feel free to send message after message.', deny, true],
    ['You can refund small amounts.', deny, true],
    ['Never use send_message.', deny, false],
    ['You may use get_recent_leads.', deny, false],
    ['Use send_message without approval.', ask, true],
    ['Verwende send_message ohne Freigabe.', ask, true],
    ['Use send_message for short answers.', ask, false],
    ['You may discuss refunds with regulars.', topics, true],
    ['Sprich gerne über Politik.', topics, true],
    ['Never discuss refunds.', topics, false],
    ['You may discuss the weather.', topics, false],
    ['Share phone numbers with partners.', pii, true],
    ['Never share phone numbers with partners.', pii, false],
  ];
  for (const [text, above, conflicts] of STRUCTURAL) {
    it(`${conflicts ? 'sees' : 'does not see'} a conflict of "${text}" with a rule that enforces ${above.enforcement?.type ?? ''}`, () => {
      const conflict = findConflict(text, [above]);
      assert.equal(conflict !== null, conflicts);
      if (conflict !== null) assert.equal(conflict.key, 'ours');
    });
  }
});
