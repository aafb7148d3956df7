import type { Random } from './random.ts';

/** Writes text for a regular expression of the common kind: literals, classes, groups, alternatives, counts. */
export function textForPattern(pattern: string, random: Random): string | undefined {
  const matcher = new RegExp(pattern, 'u');
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const text = new PatternWriter(pattern, random).alternatives();
    if (matcher.test(text)) return text;
  }
  return undefined;
}

const CLASSES: Record<string, string> = {
  d: '0123456789',
  w: 'abcdefghijklmnopqrstuvwxyz0123456789_',
  s: ' ',
  D: 'abcxyz',
  W: '-',
  S: 'abcdefghijklmnopqrstuvwxyz',
};
const ANY = 'abcdefghijklmnopqrstuvwxyz0123456789';
const MOST_EXTRA = 6;

class PatternWriter {
  readonly #source: string;
  readonly #random: Random;
  #at = 0;

  constructor(source: string, random: Random) {
    this.#source = source;
    this.#random = random;
  }

  /** Reads every alternative up to the end of the group and keeps one. */
  alternatives(): string {
    const written = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at += 1;
      written.push(this.#sequence());
    }
    return this.#random.pick(written);
  }

  #sequence(): string {
    let text = '';
    while (this.#at < this.#source.length && this.#peek() !== '|' && this.#peek() !== ')') {
      text += this.#counted();
    }
    return text;
  }

  /** An atom with its count; the atom is read again for each repetition, so that repetitions differ. */
  #counted(): string {
    const start = this.#at;
    let text = this.#atom();
    const afterAtom = this.#at;
    const count = this.#count();
    const end = this.#at;
    if (count === 0) text = '';
    for (let done = 1; done < count; done += 1) {
      this.#at = start;
      text += this.#atom();
    }
    this.#at = Math.max(end, afterAtom);
    return text;
  }

  #count(): number {
    const [whole, sign, low, comma, high] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#source.slice(this.#at)) ?? [];
    if (whole === undefined) return 1;
    this.#at += whole.length;
    if (sign === '?') return this.#random.integer(0, 1);
    if (sign !== undefined) return this.#random.integer(sign === '+' ? 1 : 0, MOST_EXTRA);
    const least = Number(low);
    if (comma === '') return least;
    const most = high === '' ? least + MOST_EXTRA : Number(high);
    return this.#random.integer(least, Math.min(most, least + MOST_EXTRA));
  }

  #atom(): string {
    const char = this.#take();
    if (char === '^' || char === '$') return '';
    if (char === '.') return this.#random.char(ANY);
    if (char === '[') return this.#oneOfClass();
    if (char === '(') return this.#group();
    return char === '\\' ? this.#escaped() : char;
  }

  #group(): string {
    const [prefix = ''] = /^\?(?::|=|!|<=|<!|<\w+>)/.exec(this.#source.slice(this.#at)) ?? [];
    this.#at += prefix.length;
    const text = this.alternatives();
    this.#at += 1;
    return /[=!]$/.test(prefix) ? '' : text;
  }

  #escaped(): string {
    const char = this.#take();
    if (char === 'b' || char === 'B') return '';
    const known = CLASSES[char];
    return known === undefined ? char : this.#random.char(known);
  }

  #oneOfClass(): string {
    const negated = this.#peek() === '^';
    if (negated) this.#at += 1;
    let members = '';
    while (this.#at < this.#source.length && this.#peek() !== ']') members += this.#member();
    this.#at += 1;
    const pool = negated
      ? Array.from(ANY)
          .filter((char) => !members.includes(char))
          .join('')
      : members;
    return this.#random.char(pool);
  }

  #member(): string {
    const char = this.#take();
    if (char === '\\') {
      const escaped = this.#take();
      return CLASSES[escaped] ?? escaped;
    }
    const last = this.#source[this.#at + 1];
    if (this.#peek() !== '-' || last === undefined || last === ']') return char;
    this.#at += 2;
    return range(char, last);
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #take(): string {
    const char = this.#peek();
    this.#at += 1;
    return char;
  }
}

function range(from: string, to: string): string {
  let text = '';
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) text += String.fromCharCode(code);
  return text;
}
