/** A text as its reader sees it, for checks: nothing hides behind what is invisible or looks the same. */

/** Zero-width characters and soft hyphens gone; one form of each letter, digit, space and hyphen. */
export function visibleText(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/[\u2010\u2011\u2212]/g, '-');
}
