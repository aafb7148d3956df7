/** Which of the known names did somebody probably mean? For messages that name the remedy. */

/** At most three known names that are near to what was given, nearest first. */
export function nearMatches(given: string, known: readonly string[]): string[] {
  const text = given.toLowerCase().slice(0, 100);
  return known
    .map((name) => ({ name, distance: editDistance(text, name.toLowerCase()) }))
    .filter(
      ({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)) || isPartOf(text, name),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

function isPartOf(text: string, name: string): boolean {
  return text.length >= 3 && name.toLowerCase().includes(text);
}

/** Levenshtein's: how many characters must be put in, taken out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
