import type { CaseView } from '@art33/cases';
import { caseOf, casesOf } from './answers.js';
import type { Cast, ControllerRecord, Processor } from './cast.js';
import type { Mail } from './mail-world.js';
import type { Teller } from './teller.js';
import type { DemoWorld } from './world.js';

/** The incidents of the shared subprocessor, by whose they are. */
export interface Incidents {
  readonly ratiomedicus: string;
  readonly lumitra: string;
}

/** Where every scene plays: the installation, who is in it, and who tells of it. */
export class Stage {
  private readonly alertsShown = new Map<string, number>();

  constructor(
    readonly world: DemoWorld,
    readonly teller: Teller,
    readonly cast: Cast,
  ) {}

  /** A new scene begins. */
  async scene(instant: string, heading: string): Promise<void> {
    await this.world.at(instant);
    this.teller.scene(instant, heading);
  }

  /** The scene goes on. */
  async later(instant: string): Promise<void> {
    await this.world.at(instant);
    this.teller.time(instant);
  }

  /** The recipients' servers report what they took. */
  async mailArrives(): Promise<void> {
    await this.world.service.settled();
    await this.world.mail.reportDeliveries();
    await this.world.service.settled();
  }

  /** The newest mail to an address that says something. */
  async mailSaying(address: string, ...words: readonly string[]): Promise<Mail> {
    const mails = await this.world.mail.mailsTo(address);
    const found = mails.findLast(({ subject, text }) => words.every((word) => `${subject}\n${text}`.includes(word)));
    if (!found) throw new Error(`no mail to ${address} says "${words.join('" and "')}"`);
    return found;
  }

  /** The newest notice that a controller got from a processor; a receipt names the processor too, but leads elsewhere. */
  noticeMail({ practice, processor }: ControllerRecord): Promise<Mail> {
    return this.mailSaying(practice.address ?? '', this.cast.processors[processor].name, '/n/');
  }

  /** The controller's own file, as the controller sees it: now, or as it was recorded at an instant. */
  async fileOf(record: ControllerRecord, at?: string): Promise<CaseView> {
    const api = await this.cast.as(record);
    const [file] = await casesOf(api);
    if (!file) throw new Error(`${record.practice.name} has no case with ${record.processor}`);
    return caseOf(api, file.id, at);
  }

  /** Shows the alerts that came to a processor's people on call since this was last asked; returns their subjects. */
  async alerts({ onCall }: Processor): Promise<readonly string[]> {
    const all = (await this.world.mail.mailsTo(onCall)).map(({ subject }) => subject);
    const fresh = all.slice(this.alertsShown.get(onCall) ?? 0);
    this.alertsShown.set(onCall, all.length);
    for (const subject of fresh) this.teller.item('alert', `to ${onCall}: ${subject}`, 'magenta');
    return fresh;
  }
}

/** UTC with milliseconds, as the service answers. */
export const utc = (instant: string): string => new Date(instant).toISOString();

/** The different values among many. */
export const distinct = <T>(values: Iterable<T>): readonly T[] => [...new Set(values)];

/** The same value so many times: what is claimed of every notice at once. */
export const each = <T>(count: number, value: T): readonly T[] => Array<T>(count).fill(value);

/** Which of the 72 hours counts, and when it ends. */
export const counted = ({ deadline }: CaseView): readonly [clock: string, due: string | null] | null =>
  deadline && [deadline.clock, deadline.deadline.due];
