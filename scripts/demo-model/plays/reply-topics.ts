export type Language = 'de' | 'en';

/** Three answers to a topic: direct, careful, handing over. `{when}` becomes "for" and the time the sender named. */
export interface Topic {
  words: RegExp;
  en: [string, string, string];
  de: [string, string, string];
}

/** In order of precedence: who complains or cancels wants that heard before anything else. */
export const TOPICS: Topic[] = [
  {
    words:
      /\b(?:complain\w*|disappoint\w*|unacceptable|terrible|rude|angry|refund|broken|worst|beschwer\w*|enttäusch\w*|unmöglich|ärger\w*|unfreundlich|kaputt|geld zurück)/i,
    en: [
      'I am sorry, that is not how it should have been. I am looking into it now and will come back to you today with a solution.',
      'I am sorry to hear this. Could you tell me briefly what happened and when, so that I can put it right?',
      'Thank you for telling us. I would rather talk than type: when may I call you about this?',
    ],
    de: [
      'Das tut mir leid, so hätte es nicht laufen dürfen. Ich kümmere mich jetzt darum und melde mich heute mit einer Lösung.',
      'Das tut mir leid zu hören. Was genau ist passiert und wann? Dann kann ich es in Ordnung bringen.',
      'Danke für die offenen Worte. Lassen Sie uns kurz sprechen: Wann darf ich Sie anrufen?',
    ],
  },
  {
    words:
      /\b(?:cancel\w*|call off|can['’]?t (?:make|come)|cannot (?:make|come)|stornier\w*|absag\w*|nicht kommen|abmelden)/i,
    en: [
      'No problem, I will cancel your booking{when} and send you the confirmation.',
      'Thanks for letting us know. Shall I cancel the booking{when}, or would you prefer to move to another date?',
      'Understood. Which booking{when} is it exactly? I will check the terms and come back to you.',
    ],
    de: [
      'Kein Problem, ich storniere Ihre Buchung{when} und schicke Ihnen die Bestätigung.',
      'Danke fürs Bescheidgeben. Soll ich die Buchung{when} stornieren oder möchten Sie lieber auf einen anderen Termin umbuchen?',
      'Verstanden. Um welche Buchung{when} geht es genau? Ich prüfe die Bedingungen und melde mich.',
    ],
  },
  {
    words:
      /\b(?:weather|wind(?:y|s)?\b|rain\w*|storm\w*|forecast|wetter\w*|regen\w*|regnet|sturm\w*|vorhersage|gewitter)/i,
    en: [
      'We decide by the forecast{when}: if wind or rain make it unsafe, we move your date at no cost.',
      'We are watching the weather{when} and will write to you as soon as we have decided.',
      'Good question. Shall I suggest another date already, in case the weather{when} does not play along?',
    ],
    de: [
      'Wir entscheiden nach der Vorhersage{when}: Ist es bei Wind oder Regen nicht sicher, verschieben wir kostenlos.',
      'Wir behalten das Wetter{when} im Blick und melden uns, sobald wir entschieden haben.',
      'Gute Frage. Soll ich Ihnen schon einen Ersatztermin nennen, falls das Wetter{when} nicht mitspielt?',
    ],
  },
  {
    words:
      /(?:\b(?:opening|open|close[sd]?|business) hours?\b|\bare you open\b|\bwhen (?:do|are) you (?:open|close)|öffnungszeit\w*|\bgeöffnet\b|\bwann (?:habt|haben|seid|sind)\b.*\b(?:auf|offen|geöffnet)\b)/i,
    en: [
      'Happy to help: I will send you our opening hours{when} right away. Is there a time that suits you?',
      'Which day would you like to come by? Then I can tell you exactly when somebody is here.',
      'You can reach us by message at any time. Shall we fix a time{when}, so that nobody has to wait?',
    ],
    de: [
      'Gern: Ich schicke Ihnen gleich unsere Öffnungszeiten{when}. Gibt es eine Uhrzeit, die Ihnen passt?',
      'An welchem Tag möchten Sie vorbeikommen? Dann sage ich Ihnen genau, wann jemand da ist.',
      'Per Nachricht erreichen Sie uns jederzeit. Sollen wir{when} eine feste Zeit ausmachen, damit niemand wartet?',
    ],
  },
  {
    words:
      /(?:\b(?:price\w*|cost\w*|how much|fee|quote|discount|rates?|preis\w*|kostet|kosten|wie ?viel|rabatt|angebot)\b|€)/i,
    en: [
      'Thanks for asking! I will send you our current prices{when} in a moment. For how many people should I work it out?',
      'The price depends on the course and the number of people. Which one do you have in mind?',
      'Happy to make you an offer. May I call you briefly, so that it fits what you want?',
    ],
    de: [
      'Danke für die Anfrage! Ich schicke Ihnen gleich die aktuellen Preise{when}. Für wie viele Personen darf ich rechnen?',
      'Der Preis hängt vom Kurs und von der Personenzahl ab. Was schwebt Ihnen vor?',
      'Gern mache ich Ihnen ein Angebot. Darf ich Sie kurz anrufen, damit es zu Ihren Wünschen passt?',
    ],
  },
  {
    words:
      /\b(?:book\w*|reserv\w*|appointment|availab\w*|sign up|free (?:slot|place)s?|spots?|reschedul\w*|buch\w*|termin\w*|frei(?:e[rns]?)?\b|platz|plätze|anmeld\w*|verschieb\w*)/i,
    en: [
      'Great, I will gladly pencil you in{when}. How many of you will there be, and under which name?',
      'Thanks for your request! I will check what is free{when} and confirm shortly.',
      'Let me look at the calendar{when}. Should it be full, which other day would work for you?',
    ],
    de: [
      'Schön, ich merke Sie{when} gern vor. Mit wie vielen Personen kommen Sie und auf welchen Namen?',
      'Danke für die Anfrage! Ich prüfe, was{when} frei ist, und bestätige Ihnen das gleich.',
      'Ich sehe gern im Kalender{when} nach. Falls alles voll ist: Welcher andere Tag würde Ihnen passen?',
    ],
  },
  {
    words:
      /\b(?:thanks?|thank you|great (?:time|day)|loved|wonderful|danke\w*|vielen dank|super|toll\w*|herzlich)/i,
    en: [
      'Thank you, that is lovely to hear! We look forward to seeing you again.',
      'With pleasure! If you have a minute, a short review would help us a lot.',
      'You are very welcome. Shall we already save a date for the next time?',
    ],
    de: [
      'Vielen Dank, das freut uns sehr! Wir freuen uns auf das nächste Mal.',
      'Sehr gern! Wenn Sie eine Minute haben: Über eine kurze Bewertung würden wir uns sehr freuen.',
      'Gern geschehen. Sollen wir gleich einen nächsten Termin vormerken?',
    ],
  },
];

/** When nothing is recognised: `{quote}` shows the sender that the message was read. */
export const OTHER: Topic = {
  words: /.*/,
  en: [
    'Thanks for your message about “{quote}”. I will look into it and get back to you today.',
    'Thanks for writing! So that I answer the right thing: could you tell me a little more about “{quote}”?',
    'Got it. Would you like me to call you about this? Tell me when it suits you.',
  ],
  de: [
    'Danke für Ihre Nachricht zu „{quote}“. Ich kümmere mich darum und melde mich heute bei Ihnen.',
    'Danke fürs Schreiben! Damit ich richtig antworte: Können Sie mir zu „{quote}“ etwas mehr sagen?',
    'Ist angekommen. Soll ich Sie dazu anrufen? Sagen Sie mir gern, wann es passt.',
  ],
};
