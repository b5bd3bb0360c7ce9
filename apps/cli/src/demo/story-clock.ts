import type { Clock } from '@art33/event-log';

/** The story's time: stands still within a scene, jumps to the next, and runs on once the story has been told. */
export class StoryClock implements Clock {
  private stands: number | undefined;
  private offset = 0;

  now(): number {
    return this.stands ?? Date.now() + this.offset;
  }

  /** `2026-10-23T21:40+02:00`. */
  jumpTo(instant: string): void {
    this.stands = Date.parse(instant);
  }

  /** From here on the clock runs. */
  release(): void {
    this.offset = this.now() - Date.now();
    this.stands = undefined;
  }
}
