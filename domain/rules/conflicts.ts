/**
 * Finds a rule that tries to loosen a higher one. What it finds is shown beside the higher rule and marked as
 * overridden. It reads words, not meaning: the mechanical rules hold whether a conflict was noticed or not.
 */
import { LOOSENINGS, type Loosening } from './loosenings.ts';
import type { EffectiveRule } from './rule.ts';
import { refOf } from './rule.ts';
import { mentionedTopic } from './topics.ts';
import { visibleText } from './visible-text.ts';
import type { ToolRisk } from '../tools/tool-facts.ts';

export type Conflict = NonNullable<EffectiveRule['overriddenBy']>;

/** The first higher rule that the text goes against, or null. `above` has the rules of higher tiers only. */
export function findConflict(text: string, above: readonly EffectiveRule[]): Conflict | null {
  const clauses = clausesOf(visibleText(text));
  for (const rule of above) {
    const why = loosensPlatformRule(rule, clauses) ?? loosensEnforcement(rule, clauses);
    if (why !== undefined) return { ...refOf(rule), why };
  }
  return null;
}

export interface Clause {
  readonly text: string;
  readonly negated: boolean;
}

const BREAK =
  /[.;!?\n:]+|,?\s+\b(?:but|however|instead|yet|aber|sondern|jedoch|stattdessen|dennoch)\b|\s+[–—-]\s+/iu;
/** "Never …, unless …": what is forbidden before is allowed after. */
const EXCEPTION = /\b(?:unless|es sei denn|außer wenn|ausser wenn|except when|except if)\b/iu;
const NEGATION =
  /\b(?:never|not|don['’]?t|doesn['’]?t|mustn['’]?t|can['’]?t|cannot|won['’]?t|no|avoid|refuse|decline|forbidden|prohibited|nie|niemals|nicht|kein\w*|vermeide\w*|verboten|verweigere|untersagt|unterlasse)\b/iu;

function clausesOf(text: string): Clause[] {
  return text
    .split(BREAK)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ text: part, negated: NEGATION.test(part) && !EXCEPTION.test(part) }));
}

function loosensPlatformRule(rule: EffectiveRule, clauses: readonly Clause[]): string | undefined {
  if (rule.tier !== 'platform') return undefined;
  const rows = LOOSENINGS.filter((row) => row.ruleKey === rule.key);
  return rows.find((row) => clauses.some((clause) => says(clause, row)))?.why;
}

/** A row about something forbidden counts where it is not forbidden once more; the others carry their own "no". */
function says(clause: Clause, row: Loosening): boolean {
  if (row.unlessNegated && clause.negated) return false;
  return row.words.test(clause.text) && !(row.butNot?.test(clause.text) ?? false);
}

const ALLOWS =
  /\b(?:may|can|could|free to|feel free|allowed|always|permitted|please|go ahead|use|answer|discuss|talk|explain|recommend|quote|mention|darf\w*|kann\w*|könn\w*|immer|erlaubt|ruhig|gerne?|verwende|nutze|beantworte|erkläre|empfiehl|nenne|sprich)\b/iu;
const UNASKED =
  /\b(?:without\s+(?:\w+\s+){0,3}(?:approval|permission|confirmation|asking)|no approval|(?:don['’]?t|do not|never)\s+(?:ask|wait)|unasked|ohne\s+(?:\w+\s+){0,3}(?:freigabe|genehmigung|rückfrage|nachfrage|zustimmung|zu fragen)|keine\s+(?:freigabe|genehmigung|rückfrage)|directly|immediately|sofort|direkt)\b/iu;

const RISK_WORDS: Readonly<Record<ToolRisk, RegExp>> = {
  read: /\b(?:read|look up|search|lies|lese\w*|nachschlag\w*)\b/iu,
  write: /\b(?:writ(?:e|es|ing)|creat\w+|updat\w+|chang\w+|änder\w*|anleg\w*|schreib\w*)\b/iu,
  send: /\b(?:send\w*|e-?mail\w*|messag\w+|text them|verschick\w*|send\w*|nachricht\w*)\b/iu,
  destructive: /\b(?:delet\w+|remov\w+|eras\w+|purg\w+|lösch\w*|entfern\w*)\b/iu,
  financial: /\b(?:pay\w*|refund\w*|charg\w+|invoic\w+|bezahl\w*|erstatt\w*|überweis\w*)\b/iu,
  bulk: /\b(?:bulk|everyone|everybody|all contacts|all customers|an alle|massen\w*|rundmail\w*)\b/iu,
};

/** A wording that allows what a higher rule refuses or asks about. */
function loosensEnforcement(rule: EffectiveRule, clauses: readonly Clause[]): string | undefined {
  const { enforcement } = rule;
  if (enforcement === null || rule.tier === 'platform') return undefined;
  switch (enforcement.type) {
    case 'no_pii_egress':
      return loosensPlatformRule({ ...rule, tier: 'platform', key: 'no_pii_outside' }, clauses);
    case 'block_topics': {
      const topic = clauses
        .filter((clause) => !clause.negated && ALLOWS.test(clause.text))
        .map((clause) => mentionedTopic(clause.text, enforcement.topics))
        .find((found) => found !== undefined);
      return topic === undefined ? undefined : `it allows the topic "${topic}", which is blocked`;
    }
    case 'deny': {
      const named = clauses.find(
        (clause) => !clause.negated && ALLOWS.test(clause.text) && names(clause, enforcement),
      );
      return named === undefined ? undefined : `it allows what is denied: "${named.text}"`;
    }
    case 'require_approval': {
      const named = clauses.find((clause) => UNASKED.test(clause.text) && names(clause, enforcement));
      return named === undefined ? undefined : `it wants no approval where one is required: "${named.text}"`;
    }
  }
}

function names(
  { text }: Clause,
  {
    tools = [],
    risks = [],
  }: { tools?: readonly string[] | undefined; risks?: readonly ToolRisk[] | undefined },
): boolean {
  const plain = text.toLowerCase().replaceAll('_', ' ');
  return (
    tools.some((tool) => plain.includes(tool.replaceAll('_', ' '))) ||
    risks.some((risk) => RISK_WORDS[risk].test(text))
  );
}
