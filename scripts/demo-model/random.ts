/** A small deterministic random source: the same seed tells the same story. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ Math.floor(seed / 0x100000000)) >>> 0;
  }

  /** From 0 (included) to 1 (excluded). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)] as T;
  }

  char(text: string): string {
    return text.charAt(this.integer(0, text.length - 1));
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.pick(WORDS)).join(' ');
  }
}

const WORDS =
  'amber anchor breeze calm coast current deck drift ebb fair float gentle harbour island jetty keel lantern mast north open pier quiet reef sail shore signal steady tide voyage wave wind'.split(
    ' ',
  );
