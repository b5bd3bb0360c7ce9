const MINUTE = 60_000;

/** Counts what was begun within the last 60 seconds, up to a limit. Times in milliseconds, never running backwards by much. */
export class MinuteWindow {
  private times: number[] = [];
  private from = 0;

  constructor(private readonly limit: number) {}

  /** How many more may begin now. */
  room(now: number): number {
    this.forget(now);
    return Math.max(0, this.limit - (this.times.length - this.from));
  }

  isEmpty(now: number): boolean {
    this.forget(now);
    return this.from === this.times.length;
  }

  note(now: number): void {
    this.times.push(now);
  }

  /** What was noted for that instant has not happened after all. */
  takeBack(at: number): void {
    const index = this.times.lastIndexOf(at);
    if (index >= this.from) this.times.splice(index, 1);
  }

  private forget(now: number): void {
    while (this.from < this.times.length && this.times[this.from]! <= now - MINUTE) this.from += 1;
    if (this.from < 1_000 || this.from * 2 < this.times.length) return;
    this.times = this.times.slice(this.from);
    this.from = 0;
  }
}
