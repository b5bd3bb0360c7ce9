import type { ReadModelDb } from '@art33/event-log';

/** The record that a duty belongs to. */
export interface DutyOwner {
  readonly kind: string;
  readonly id: string;
}

/** What a duty is about, in words. */
export interface DutyAbout {
  /** Whom it is owed to: the controller to be told; of a case the processor who told. Null: unknown or erased. */
  readonly counterpart: string | null;
  /** Of the incident. Null where it is erased, and for a case: what its processor calls it is the processor's own. */
  readonly title: string | null;
}

/** Says what the duties of a page are about, by few questions for all of them. The watch knows no records: the app does. */
export type AboutDuties = (db: ReadModelDb, owners: readonly DutyOwner[]) => (owner: DutyOwner) => DutyAbout;

/** Injection token of `AboutDuties`. */
export const ABOUT_DUTIES = Symbol('AboutDuties');

const NOTHING: DutyAbout = { counterpart: null, title: null };
/** Where nobody says. */
export const aboutNothing: AboutDuties = () => () => NOTHING;
