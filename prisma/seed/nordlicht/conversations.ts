/** What people write to a sailing school, and what it answers. Made up, like the people. */

export interface Conversation {
  readonly language: 'de' | 'en';
  /** By turns, the contact first; `{first}`, `{course}` and `{staff}` are filled in. */
  readonly turns: readonly string[];
}

export const CONVERSATIONS: readonly Conversation[] = [
  {
    language: 'de',
    turns: [
      'Moin, habt ihr im Kurs {course} noch Plätze frei?',
      'Moin {first}, ja, drei Plätze sind noch frei. Sollen wir dir einen bis Freitag zurücklegen? Viele Grüße, {staff}',
      'Ja gern, am liebsten gleich zwei. Meine Schwester kommt mit.',
      'Sind notiert. Die Bestätigung kommt gleich per E-Mail. Bis bald an der Förde!',
    ],
  },
  {
    language: 'de',
    turns: [
      'Hallo, findet der Kurs am Samstag bei dem Wetter statt?',
      'Hallo {first}, angesagt sind 5 Beaufort, das passt noch. Bringt bitte Ölzeug und trockene Sachen mit. {staff}',
    ],
  },
  {
    language: 'de',
    turns: [
      'Was muss ich zum Kurs {course} mitbringen?',
      'Feste Schuhe mit heller Sohle, etwas Warmes und Sonnencreme. Schwimmwesten haben wir da.',
      'Und gibt es bei euch eine Dusche?',
      'Ja, im Bootshaus. Handtuch bitte selbst mitbringen.',
    ],
  },
  {
    language: 'de',
    turns: [
      'Guten Tag, ich müsste meinen Termin für {course} leider verschieben. Geht das?',
      'Guten Tag {first}, kein Problem. Passt dir das Wochenende darauf?',
      'Perfekt, vielen Dank!',
      'Ist umgebucht. Du bekommst gleich eine neue Bestätigung. Schöne Grüße, {staff}',
    ],
  },
  {
    language: 'de',
    turns: [
      'Ich habe die Rechnung noch nicht bekommen, könnt ihr sie noch einmal schicken?',
      'Klar, sie ist gerade noch einmal per E-Mail rausgegangen. Schau bitte auch im Spamordner nach. {staff}',
    ],
  },
  {
    language: 'de',
    turns: [
      'Ab welchem Alter können Kinder bei euch segeln?',
      'Im Kinder-Segelcamp ab acht Jahren, Bronze sollte geschafft sein.',
      'Sie wird im Mai acht. Geht das dann im Sommer?',
      'Dann passt das wunderbar. In den Ferien haben wir jede Woche ein Camp.',
      'Super, ich melde mich, sobald wir den Urlaub geplant haben.',
      'Gern, wir freuen uns auf euch!',
    ],
  },
  {
    language: 'de',
    turns: [
      'Brauche ich für den Kurs {course} Vorkenntnisse?',
      'Nein, wir fangen ganz von vorn an. Wer schon gesegelt ist, kommt nur schneller aufs Wasser. {staff}',
      'Das klingt gut, danke!',
      'Gern. Wenn noch etwas ist, schreib einfach.',
    ],
  },
  {
    language: 'de',
    turns: [
      'Moin! Ich glaube, ich habe meine Brille bei euch im Bootshaus vergessen.',
      'Moin {first}, ja, die liegt bei uns im Büro. Wir sind täglich bis 18 Uhr da.',
      'Ein Glück! Ich hole sie morgen ab.',
      'Alles klar, bis morgen. {staff}',
    ],
  },
  {
    language: 'de',
    turns: [
      'Wann erfahre ich das Ergebnis meiner Prüfung?',
      'Hallo {first}, der Prüfungsausschuss schickt die Ergebnisse meist innerhalb einer Woche. Das wird schon!',
      'Habe gerade den Brief bekommen: bestanden!',
      'Herzlichen Glückwunsch und immer eine Handbreit Wasser unterm Kiel! Dein Team vom Nordlicht',
    ],
  },
  {
    language: 'de',
    turns: [
      'Gibt es Gutscheine? Ich möchte {course} verschenken.',
      'Ja, gern. Auf welchen Namen sollen wir ihn ausstellen, und per Post oder zum Ausdrucken?',
      'Zum Ausdrucken bitte, der Name folgt per E-Mail.',
      'Prima, der Gutschein kommt dann noch heute. Viele Grüße, {staff}',
    ],
  },
  {
    language: 'en',
    turns: [
      'Hi, do you teach {course} in English as well?',
      'Hi {first}, yes, one of our instructors does. Which week would suit you?',
      'The second week of July would be great.',
      'Booked in for you, the confirmation is on its way. See you on the water! {staff}',
    ],
  },
  {
    language: 'en',
    turns: [
      'Hello, where exactly do we meet on the first day?',
      'At the boathouse on the east pier, 9:30. There is free parking behind it. {staff}',
      'Thanks! Is there anything we should bring?',
      'Warm layers, shoes with a light sole and a packed lunch. Life jackets are here.',
    ],
  },
  {
    language: 'en',
    turns: [
      'Could you send me the invoice for {course} again? My company needs it.',
      'Of course, {first}. It should be in your inbox by now. {staff}',
    ],
  },
  {
    language: 'en',
    turns: [
      'We would like to book a day on the water for our team, about twelve people.',
      'Sounds great! We can do that on two boats with two skippers. Which month do you have in mind?',
      'Early September, on a Friday if possible.',
      'We have two Fridays free and will send you an offer today. {staff}',
    ],
  },
];

/** The latest, which nobody has answered yet; age in minutes. */
export const UNANSWERED: readonly {
  readonly language: 'de' | 'en';
  readonly ageMinutes: number;
  readonly text: string;
}[] = [
  {
    language: 'de',
    ageMinutes: 35,
    text: 'Moin, ist im Kurs {course} noch ein Platz frei? Ich würde gern spontan mitmachen.',
  },
  {
    language: 'de',
    ageMinutes: 140,
    text: 'Hallo, ich habe zweimal für {course} bezahlt. Könnt ihr das bitte prüfen?',
  },
  { language: 'en', ageMinutes: 290, text: 'Hi, my flight was moved. Can I join {course} half a day later?' },
  {
    language: 'de',
    ageMinutes: 1020,
    text: 'Guten Tag, bekommt man bei euch für die Prüfung ein ärztliches Zeugnis oder muss ich damit zum Hausarzt?',
  },
  {
    language: 'de',
    ageMinutes: 1580,
    text: 'Wir sind zu sechst und hätten gern ein Angebot für {course}. Gibt es einen Gruppenpreis?',
  },
  {
    language: 'en',
    ageMinutes: 2700,
    text: 'Do you offer gift vouchers for {course}? It is a birthday present.',
  },
  {
    language: 'de',
    ageMinutes: 3900,
    text: 'Mein Sohn kann am Wochenende leider doch nicht. Können wir den Platz auf Ostern verschieben?',
  },
];
