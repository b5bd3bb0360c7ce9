import { styleText } from 'node:util';
import { canonicalJson } from '@art33/event-log';
import { formatInstant, type Deadline } from '@art33/deadlines';
import { widthOf } from '../terminal/index.js';

/** Everybody in the story lives on this clock. */
const ZONE = 'Europe/Berlin';
/** `Sat 24 Oct 2026, 21:40 (+02:00)`. */
export const when = (instant: string): string => formatInstant(new Date(instant).toISOString(), ZONE, 'en');

const WIDTH = 92;
/** Room for what a line is: `clock`, `mail`, … */
const GUTTER = 9;

/** Where the story is told. */
export interface Screen {
  write(text: string): unknown;
  readonly columns?: number;
  /** Absent or false: a file or a pipe, or a person who wants no colours. */
  hasColors?(): boolean;
}

type Style = Parameters<typeof styleText>[0];

/** Tells the story line by line, and keeps count of what was claimed and what held. */
export class Teller {
  private held = 0;
  private readonly broken: string[] = [];
  private scenes = 0;
  private readonly width: number;
  private readonly coloured: boolean;

  constructor(private readonly screen: Screen) {
    this.width = Math.min(widthOf(screen), WIDTH);
    this.coloured = screen.hasColors?.() ?? false;
  }

  /** How many claims did not hold. */
  get failures(): number {
    return this.broken.length;
  }

  /** A heading: the story has come to this instant. */
  scene(instant: string, heading: string): void {
    this.scenes += 1;
    this.heading(`${this.scenes}  ${heading}`);
    this.write(this.paint('cyan', when(instant)));
  }

  /** Within a scene: time has passed. */
  time(instant: string): void {
    this.write('');
    this.write(this.paint('cyan', when(instant)));
  }

  heading(text: string): void {
    this.write('');
    this.write(this.paint('bold', text));
    this.write(this.paint('dim', '─'.repeat(this.width)));
  }

  /** What happens, in whole sentences. */
  say(text: string): void {
    this.block('', text);
  }

  /** One thing of a list, with a word for what it is. */
  item(what: string, text: string, style: Style = 'dim'): void {
    this.block(what, text, style);
  }

  /** Lines as they are, for copying. */
  lines(heading: string, lines: readonly string[]): void {
    this.write('');
    this.write(this.paint('bold', heading));
    for (const line of lines) this.write(line);
  }

  /** A clock: when it ends, the clause or article that it comes from, step by step, and what it assumes. */
  clock(whose: string, deadline: Deadline | undefined): void {
    if (!deadline) return this.block('clock', `${whose}: none runs`, 'yellow');
    const { due, target, rule, arithmetic, assumptions } = deadline;
    const ends = due ? `due ${when(due)}` : target ? `no due time, target ${when(target)}` : 'no due time';
    this.block('clock', `${whose}, ${rule.source}: ${this.paint('bold', ends)}`, 'yellow');
    for (const step of arithmetic) this.soft(step.en);
    for (const { clause, question, value, confirmed } of assumptions)
      this.soft(`${confirmed ? 'confirmed' : 'assumed'} (${clause}): ${question.en} → ${value}`);
  }

  /** Claims something of the running system, and shows whether it holds. */
  check(claim: string, holds: boolean, seen?: unknown): void {
    if (holds) {
      this.held += 1;
      return this.block('✓', claim, 'green');
    }
    this.broken.push(claim);
    return this.block('✗', `${claim}${seen === undefined ? '' : ` — seen: ${JSON.stringify(seen)}`}`, 'red');
  }

  /** Claims that the system answers exactly this. */
  equal(claim: string, seen: unknown, expected: unknown): void {
    const holds = canonicalJson(plain(seen)) === canonicalJson(plain(expected));
    this.check(claim, holds, { seen, expected });
  }

  /** How many claims were checked in so many seconds, and once more those that did not hold. */
  summary(seconds: number): void {
    const total = this.held + this.broken.length;
    this.heading(`${this.held} of ${total} claims hold (${seconds.toFixed(1)} s)`);
    for (const claim of this.broken) this.block('✗', claim, 'red');
  }

  /** A detail below its line. */
  private soft(text: string): void {
    for (const line of wrap(text, this.width - GUTTER - 2))
      this.write(`${' '.repeat(GUTTER + 2)}${this.paint('dim', line)}`);
  }

  private block(what: string, text: string, style: Style = 'dim'): void {
    const [first = '', ...rest] = wrap(text, this.width - GUTTER);
    this.write(`${this.paint(style, what.padEnd(GUTTER))}${first}`);
    for (const line of rest) this.write(`${' '.repeat(GUTTER)}${line}`);
  }

  private paint(style: Style, text: string): string {
    return this.coloured ? styleText(style, text, { validateStream: false }) : text;
  }

  private write(line: string): void {
    this.screen.write(`${line.trimEnd()}\n`);
  }
}

/** As JSON carries it. */
const plain = (value: unknown): never => JSON.parse(JSON.stringify(value ?? null)) as never;

/** What a terminal shows of a text: colours take no room. */
const visible = (text: string): number => text.replace(/\u001b\[\d+m/g, '').length;

/** Breaks between words, but never between a sign and its number. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.replace(/(§|Ziff\.|Art\.|→) /g, '$1\u00a0').split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (visible(line) + 1 + visible(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
