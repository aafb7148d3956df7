/** Languages that a text names, and the one it is written in. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:in german|auf deutsch|en allemand|en aleman)\b/, 'de'],
  [/\b(?:in english|auf englisch|en anglais|en ingles)\b/, 'en'],
  [/\b(?:in french|auf franzosisch|en francais|en frances)\b/, 'fr'],
  [/\b(?:in spanish|auf spanisch|en espagnol|en espanol)\b/, 'es'],
  [/\b(?:in italian|auf italienisch|en italien|en italiano)\b/, 'it'],
  [/\b(?:in dutch|auf niederlandisch)\b/, 'nl'],
];
/** Small words that only one of the languages has. */
const TELLTALES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:und|ich|der|die|das|jede[nrs]?|bitte|nicht|eine?n?|mir|uhr|taglich|ohne|fur|wochentlich|alle)\b/g,
    'de',
  ],
  [/\b(?:et|je|le|les|des|une|chaque|tous|veux|moi|sans|pour|jours?|nouveaux)\b/g, 'fr'],
  [/\b(?:el|los|las|quiero|cada|todos|una|nuevos|sin|para|por|dias?)\b/g, 'es'],
  [/\b(?:the|and|every|of|to|at|my|need|want|with|please|daily)\b/g, 'en'],
];

export function namedLanguage(folded: string): string | undefined {
  return NAMES.find(([pattern]) => pattern.test(folded))?.[1];
}

/** English where nothing tells otherwise. */
export function detectLanguage(folded: string): string {
  const counts = TELLTALES.map(([pattern, language]) => ({
    language,
    count: folded.match(pattern)?.length ?? 0,
  }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a));
  const english = counts.find(({ language }) => language === 'en')?.count ?? 0;
  return best.count > english ? best.language : 'en';
}
