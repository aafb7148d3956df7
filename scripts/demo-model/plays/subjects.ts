/** What people talk about with a small business, and in which mood. */
const SUBJECTS: [string, RegExp][] = [
  ['booking', /\b(?:book\w*|reserv\w*|buch\w*|termin\w*|plätze|platz|anmeld\w*|enrol\w*)/i],
  ['cancellation', /\b(?:cancel\w*|stornier\w*|absag\w*|verschieb\w*|verschoben|reschedul\w*|umbuch\w*)/i],
  ['price', /(?:\b(?:price\w*|cost\w*|preis\w*|kosten|kostet|rabatt|discount|angebot|quote)\b|€)/i],
  ['payment', /\b(?:invoice\w*|rechnung\w*|zahlung\w*|bezahl\w*|paid|payment)/i],
  ['course', /(?:\bcourse\w*|\bkurs|schein\b|\bcamp\b|training)/i],
  ['weather', /\b(?:weather|wetter|wind|beaufort|sturm|storm)\b/i],
  ['children', /\b(?:kind|kinder\w*|child\w*|kids?|tochter|sohn)\b/i],
  ['equipment', /\b(?:mitbringen|bring|schuhe|ölzeug|shoes|clothes|schwimmweste\w*)\b/i],
  ['missed call', /\b(?:missed|verpasst\w*)\b/i],
  ['complaint', /\b(?:complain\w*|beschwer\w*|ärger\w*|enttäuscht|disappointed|unhappy)\b/i],
];
const GLAD =
  /\b(?:thanks?|thank you|great|love[dly]*|perfect|danke\w*|super|toll\w*|perfekt|wunderbar|gern\w*|freu\w*|zufrieden\w*)\b/gi;
const SORRY =
  /\b(?:sorry|unfortunately|bad|angry|problem\w*|leider|schlecht\w*|ärger\w*|beschwer\w*|verpasst\w*|missed|enttäuscht|nicht zufrieden)\b/gi;

export function subjectsOf(text: string): string[] {
  return SUBJECTS.filter(([, words]) => words.test(text)).map(([name]) => name);
}

export function moodOf(text: string): 'positive' | 'neutral' | 'negative' | 'mixed' {
  const glad = text.match(GLAD)?.length ?? 0;
  const sorry = text.match(SORRY)?.length ?? 0;
  if (glad > 0 && sorry > 0) return 'mixed';
  if (glad === sorry) return 'neutral';
  return glad > 0 ? 'positive' : 'negative';
}

const TO_DO =
  /\b(?:please|must|need to|needs to|have to|has to|should|we will|i will|i['’]ll|call(?:ed)? back|to-?do|bitte|muss|müssen|müsste|soll\w*|zurückruf\w*|rückruf\w*|schick\w*|send|melde mich|kümmer\w*|nachreich\w*|bestätig\w*|verschieb\w*)\b/i;

/** The sentences that ask for something or promise something. */
export function toDosIn(parts: string[]): string[] {
  return parts.filter((part) => TO_DO.test(part));
}
