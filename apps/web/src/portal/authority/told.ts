/** The parts of a notice that a form of an authority asks for. */
export const PARTS = [
  'nature',
  'awareness',
  'data',
  'persons',
  'consequences',
  'measures',
  'actions',
  'gaps',
  'contact',
] as const;
export type Part = (typeof PARTS)[number];

/** The headings of a notice's own template: of another one nothing is taken out, its words are shown as they are. */
export const HEADINGS: Readonly<Record<'de' | 'en', Readonly<Record<Part, string>>>> = {
  de: {
    nature: 'Was ist passiert?',
    awareness: 'Wann wir davon erfahren haben',
    data: 'Welche Daten sind betroffen?',
    persons: 'Wessen Daten sind betroffen?',
    consequences: 'Welche Folgen sind möglich?',
    measures: 'Was wir dagegen tun',
    actions: 'Was das für Sie bedeutet',
    gaps: 'Was noch offen ist',
    contact: 'Ihr Ansprechpartner',
  },
  en: {
    nature: 'What happened?',
    awareness: 'When we learned of it',
    data: 'Which data are affected?',
    persons: 'Whose data are affected?',
    consequences: 'What may follow from it?',
    measures: 'What we are doing about it',
    actions: 'What this means for you',
    gaps: 'What is still open',
    contact: 'Your contact',
  },
};
/** What a notice writes where its sender does not know something yet. */
export const NOT_KNOWN_YET = ['noch nicht bekannt; wird nachgereicht', 'not yet known; will be supplied'] as const;

const PART_OF = new Map(
  Object.values(HEADINGS).flatMap((headings) => PARTS.map((part) => [headings[part], part] as const)),
);

/** The parts of one text, in its own words. A heading stands alone on its line after an empty one; the last part ends with its paragraph. */
export function partsOf(text: string): ReadonlyMap<Part, string> {
  const found = new Map<Part, string[]>();
  let current: string[] | undefined;
  let before = '';
  for (const line of text.split(/\r?\n/)) {
    const part = before === '' ? PART_OF.get(line.trim()) : undefined;
    if (part !== undefined) found.set(part, (current = []));
    else current?.push(line);
    before = line.trim();
  }
  return new Map(
    [...found].map(([part, lines]) => {
      const whole = lines.join('\n').trim();
      return [part, part === 'contact' ? (whole.split(/\n\s*\n/)[0] ?? '') : whole];
    }),
  );
}

/** A message that told of the breach. */
export interface Letter {
  /** When it was sent, RFC 3339. */
  readonly sentAt: string;
  readonly text: string;
}

/** What the latest message says that says anything of a part. */
export interface Told {
  readonly text: string;
  readonly sentAt: string;
  /** Its sender does not know all of it yet. */
  readonly isOpen: boolean;
}

/** What was told, part by part: a later message takes the place of an earlier one. */
export function toldIn(letters: readonly Letter[]): ReadonlyMap<Part, Told> {
  const told = new Map<Part, Told>();
  for (const { sentAt, text } of letters.toSorted((one, other) => one.sentAt.localeCompare(other.sentAt)))
    for (const [part, words] of partsOf(text))
      if (words !== '')
        told.set(part, { text: words, sentAt, isOpen: NOT_KNOWN_YET.some((unknown) => words.includes(unknown)) });
  return told;
}
