/** Chance that can be repeated: the same seed gives the same numbers (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** 0 ≤ x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both inclusive. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** So many different ones, in any order. */
  some<T>(items: readonly T[], count: number): readonly T[] {
    const rest = [...items];
    return Array.from({ length: count }, () => rest.splice(this.between(0, rest.length - 1), 1)[0] as T);
  }
}
