/** How people word a rule that goes against one of the platform's, in English and German. One row per way. */

export interface Loosening {
  readonly ruleKey: string;
  readonly words: RegExp;
  /** Wordings that look alike and are harmless. */
  readonly butNot?: RegExp;
  /** The words allow something: a "never" or "kein" in the same clause makes them a rule of the same direction. */
  readonly unlessNegated: boolean;
  readonly why: string;
}

const ADVICE_FIELD =
  '(?:legal|medical|financial|tax|investment|rechtlich\\w*|medizinisch\\w*|finanziell\\w*|steuerlich\\w*|juristisch\\w*)';
const PERSONAL =
  '(?:phone|telephone|mobile|e-?mail|contact|personal|private|customer|client|member)[\\s-]*(?:numbers?|address(?:es)?|data|details|information|info|lists?|e-?mails?)';
const PERSONAL_DE =
  '(?:telefonnummern?|handynummern?|(?:e-?)?mail-?adressen?|kontaktdaten|kundendaten|personenbezogene\\w* daten|persönliche\\w* daten|adressen?|kundenlisten?)';
const OUTSIDERS =
  '(?:partners?|third part(?:y|ies)|advertisers?|agenc(?:y|ies)|suppliers?|other compan(?:y|ies)|anybody|anyone|everybody|outside\\w*|dritten?|partnern?|partnerfirmen|werbepartnern?|lieferanten|agentur\\w*|jede[mn]|außenstehende\\w*|externe\\w*)';
const DESTROY =
  '(?:delet\\w+|remov\\w+|eras\\w+|purg\\w+|destroy\\w*|destructive|wip(?:e|ing)|cancel\\w*|lösch\\w*|entfern\\w*|vernicht\\w*|stornier\\w*)';
const UNASKED =
  '(?:without\\s+(?:\\w+\\s+){0,3}(?:approval|permission|confirmation|asking|consent|owner)|unasked|automatically|ohne\\s+(?:\\w+\\s+){0,3}(?:freigabe|genehmigung|rückfrage|nachfrage|zustimmung|bestätigung|zu fragen)|ungefragt|automatisch|eigenmächtig)';

const any = (...parts: string[]): RegExp => new RegExp(parts.map((part) => `(?:${part})`).join('|'), 'iu');

const ADVICE = 'it lets the agent give legal, medical or financial advice';
const PII = 'it lets personal data leave the organization';
const AI = 'it hides that an AI writes';
const DESTRUCTIVE = 'it lets destructive actions happen without an owner';
const LOGGING = 'it keeps tool calls out of the log';

export const LOOSENINGS: readonly Loosening[] = [
  {
    ruleKey: 'no_professional_advice',
    words: any(
      `\\b(?:give|offer|provide|gib|gebe?n?|erteile?n?|biete)\\b.*\\b${ADVICE_FIELD}\\b.*\\b(?:advice|guidance|opinions?|recommendations?|rat|ratschläge|beratung|auskunft|auskünfte|empfehlungen)\\b`,
      '\\b(?:rechtsberatung|steuerberatung|anlageberatung|rechtsauskunft|rechtsauskünfte)\\b.*\\b(?:geben|gib|erteile\\w*|anbieten|erlaubt|leisten)\\b',
      '\\b(?:gib|gebe|erteile?|biete|leiste)\\b.*\\b(?:rechtsberatung|steuerberatung|anlageberatung|rechtsauskunft|rechtsauskünfte|rechtsrat|anlagetipps)\\b',
      `\\badvise\\b.*\\b(?:on|about|in)\\b.*\\b(?:${ADVICE_FIELD}|law|taxes|investments?|medication)\\b`,
      `\\b(?:advice)\\b.*\\b(?:is|are)\\b.*\\b(?:allowed|fine|ok|okay|permitted)\\b`,
    ),
    butNot:
      /\b(?:refer|lawyer|doctor|professional should|who (?:give|offer)|verweise|fragen nach|requests? for|ask(?:s|ed)? for)\b/iu,
    unlessNegated: true,
    why: ADVICE,
  },
  {
    ruleKey: 'no_professional_advice',
    words: any(
      '\\b(?:may|can|should|must|always|free to|please)\\b.*\\b(?:diagnos\\w+|prescrib\\w+)',
      '^\\s*(?:diagnose|prescribe)\\b',
      '\\b(?:darf\\w*|kann\\w*|sollst|immer|stelle?)\\b.*\\b(?:diagnos\\w+|verschreib\\w+)',
      `\\b(?:recommend|empfiehl|empfehle?)\\b.*\\b(?:stocks?|shares|crypto\\w*|medication|medicines?|dos(?:e|age)s?|aktien|medikamente?|kryptow\\w*)\\b`,
      '\\b(?:act|speak|answer|pose|auftreten|antworte|tritt)\\b.*\\b(?:as|like|als|wie)\\b.*\\b(?:lawyer|doctor|physician|attorney|tax advis[eo]r|anwalt|anwältin|arzt|ärztin|steuerberater\\w*)\\b',
    ),
    butNot: /\b(?:technical|engine|network|fault)\b/iu,
    unlessNegated: true,
    why: ADVICE,
  },
  {
    ruleKey: 'no_pii_outside',
    words: any(
      `\\b(?:share|give|send|pass|forward|sell|disclose|hand|reveal|publish|post)\\b.*\\b${PERSONAL}\\b.*\\b(?:to|with)\\b.*\\b${OUTSIDERS}\\b`,
      `\\b(?:share|give|send|pass|forward|sell|disclose|reveal)\\b.*\\b${OUTSIDERS}\\b.*\\b${PERSONAL}\\b`,
      `\\b(?:sell|publish|disclose)\\b.*\\b${PERSONAL}\\b`,
      `\\b(?:may|can|free to|allowed to)\\b.*\\b(?:share|give out|pass on|disclose)\\b.*\\b${PERSONAL}\\b`,
      `${PERSONAL_DE}\\b.*\\b(?:an|mit)\\b.*\\b${OUTSIDERS}\\b.*\\b(?:weiter\\w*|teilen|geben|schicken|senden)`,
      `\\b(?:gib|teile|schicke?|sende|leite|verkaufe?)\\b.*${PERSONAL_DE}\\b.*\\b(?:an|mit)\\b.*\\b${OUTSIDERS}`,
      `\\b(?:darfst|darf|kannst|dürfen)\\b.*${PERSONAL_DE}\\b.*\\b(?:weiter\\w*|herausgeben|teilen|veröffentlichen)`,
    ),
    unlessNegated: true,
    why: PII,
  },
  {
    ruleKey: 'say_ai_generated',
    words: any(
      "\\b(?:never|not|don['’]?t|avoid|deny|refuse)\\b.*\\b(?:admit\\w*|reveal\\w*|say\\w*|tell\\w*|mention\\w*|disclos\\w+|confirm\\w*|being|deny)\\b.*\\b(?:ai|a\\.i|bot|robot|machine|artificial intelligence|language model|assistant)\\b",
      '\\bdeny\\b.*\\b(?:ai|bot|robot|machine|language model)\\b',
      '\\b(?:pretend|claim|say|insist|act as if|act as though|make believe)\\b.*\\b(?:human|real person|employee|not an ai|not a bot|not a robot)\\b',
      '\\b(?:nie|niemals|nicht|kein\\w*)\\b.*\\b(?:ki|bot|maschine|künstliche\\w* intelligenz|computer)\\b.*\\b(?:zugeb\\w*|sag\\w*|erwähn\\w*|verrat\\w*|bist|ist|preis)',
      '\\b(?:sag\\w*|gib|gebe|erwähne?|verrate?)\\b.*\\b(?:nie|niemals|nicht|kein\\w*)\\b.*\\b(?:ki|bot|maschine|künstliche\\w* intelligenz)\\b',
      '\\b(?:leugne|verschweige?|verheimliche?|bestreite)\\b.*\\b(?:ki|bot|maschine|künstliche\\w* intelligenz)\\b',
      '\\b(?:gib dich|tu so|behaupte|stell dich)\\b.*\\b(?:mensch\\w*|mitarbeiter\\w*|echte person|kollegin|kollege)\\b',
    ),
    butNot:
      /\b(?:do not|don['’]?t|never|not|nie|niemals|nicht)\b[^,]*\b(?:pretend|claim|insist|deny|leugne\w*|verschweig\w*|behaupte\w*|tu so|als mensch|hide)\b/iu,
    unlessNegated: false,
    why: AI,
  },
  {
    ruleKey: 'destructive_needs_owner',
    words: any(`\\b${DESTROY}\\b.*\\b${UNASKED}`, `\\b${UNASKED}.*\\b${DESTROY}\\b`),
    unlessNegated: true,
    why: DESTRUCTIVE,
  },
  {
    ruleKey: 'destructive_needs_owner',
    words: any(
      `\\b(?:no|not? need(?:ed)? (?:for|any)|skip|bypass|ignore)\\b.*\\b(?:approvals?|permission|confirmation)\\b.*\\b(?:needed|required|necessary|${DESTROY})`,
      `\\bno approval\\b`,
      `\\b(?:skip|bypass|ignore)\\b.*\\bapprovals?\\b`,
      `\\b${DESTROY}\\b.*\\b(?:don['’]?t|do not|never|no need to)\\b.*\\b(?:ask|wait|confirm)\\b`,
      `\\b(?:don['’]?t|do not|never|no need to)\\s+(?:ask|wait|confirm)\\b.*\\b${DESTROY}\\b`,
      `\\b(?:keine|nie|niemals|nicht)\\b.*\\b(?:freigabe|genehmigung|rückfrage|zustimmung|bestätigung)\\b.*\\b(?:nötig|notwendig|erforderlich|einhol\\w*|brauch\\w*|warte\\w*)`,
      `\\b${DESTROY}\\b.*\\b(?:nicht|keine)\\b.*\\b(?:frag\\w*|nachfrag\\w*|rückfrage|freigabe|genehmigung)\\b`,
    ),
    unlessNegated: false,
    why: DESTRUCTIVE,
  },
  {
    ruleKey: 'log_every_tool_call',
    words: any(
      "\\b(?:never|not|don['’]?t|no|stop|skip|disable|avoid|without|turn off)\\s+(?:\\w+\\s+){0,2}?(?:log|logs|logging|record|recording)\\b(?!\\s+(?:in|out|into|on|off)\\b)",
      '\\b(?:hide|delete|omit|exclude|keep)\\b.*\\b(?:tool calls?|from the log|from the timeline|out of the logs?|the logs?|log entr(?:y|ies))\\b',
      '\\b(?:nicht|nie|niemals|kein\\w*|ohne)\\b.*\\b(?:protokollier\\w*|logg\\w*|mitschreib\\w*|aufzeichn\\w*|protokolle?)\\b',
      '\\b(?:protokollier\\w*|logge?|zeichne)\\b.*\\b(?:nicht|nie|niemals|kein\\w*)\\b',
      '\\b(?:protokolle?|log)\\b.*\\b(?:abschalten|ausschalten|löschen|deaktivieren)\\b',
    ),
    butNot:
      /\b(?:never|do not|don['’]?t|nie|niemals)\b.*\b(?:hide|delete|omit|exclude|stop|skip|disable|löschen|abschalten|deaktivieren)\b|\brecord(?:s)? (?:of|label)|\bkeep(?:s|ing)? (?:the |all |every )?(?:logs?|log entries|tool calls?)\b/iu,
    unlessNegated: false,
    why: LOGGING,
  },
];
