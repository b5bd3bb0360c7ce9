export type ProcessorName = 'ratiomedicus' | 'lumitra' | 'cgm';

/** A practice, clinic or company of the demo: a controller. Names and addresses are invented. */
export interface Practice {
  readonly name: string;
  readonly city: string;
  readonly postalCode: string;
  readonly land: string;
  readonly language: 'de' | 'en';
  /** Where its notices go; null: nobody has told its processors. */
  readonly address: string | null;
  /** A second contact of the practice, who gets no notices, only receipts. */
  readonly management: string;
  /** Its processors: each keeps a record of its own of it. */
  readonly processors: readonly ProcessorName[];
}

type Row = readonly [name: string, postalCode: string, city: string, land: string, processors: string];

const ROWS: readonly Row[] = [
  ['Hausarztpraxis Am Kurpark', '87435', 'Kempten', 'BY', 'rlc'],
  ['Praxis Dr. Seidel', '60311', 'Frankfurt am Main', 'HE', 'rlc'],
  ['MVZ Nordlicht', '24103', 'Kiel', 'SH', 'rl'],
  ['Kardiologie am Dom', '50667', 'Köln', 'NW', 'rl'],
  ['Gemeinschaftspraxis Elbufer', '01067', 'Dresden', 'SN', 'rc'],
  ['Hautarztpraxis Rosental', '04105', 'Leipzig', 'SN', 'r'],
  ['Orthopädie Schloßplatz', '70173', 'Stuttgart', 'BW', 'r'],
  ['Kinderarztpraxis Sonnenhof', '79098', 'Freiburg', 'BW', 'r'],
  ['Praxis Dr. Brandt', '20095', 'Hamburg', 'HH', 'r'],
  ['Frauenarztpraxis Weserbogen', '28195', 'Bremen', 'HB', 'r'],
  ['Augenzentrum Maxvorstadt', '80333', 'München', 'BY', 'r'],
  ['Klinik Waldesruh', '99084', 'Erfurt', 'TH', 'r'],
  ['Zahnarztpraxis Lindenallee', '14467', 'Potsdam', 'BB', 'r'],
  ['Praxis Dr. Oswald', '19053', 'Schwerin', 'MV', 'r'],
  ['Radiologie Rheinaue', '55116', 'Mainz', 'RP', 'r'],
  ['Schreinerei Huber GmbH', '87629', 'Füssen', 'BY', 'l'],
  ['Autohaus Petersen KG', '23552', 'Lübeck', 'SH', 'l'],
  ['Steuerkanzlei Vogt', '66111', 'Saarbrücken', 'SL', 'l'],
  ['Immobilien Krämer GmbH', '30159', 'Hannover', 'NI', 'l'],
  ['Reisebüro Fernweh', '10115', 'Berlin', 'BE', 'l'],
  ['Kanzlei Albers', '39104', 'Magdeburg', 'ST', 'l'],
  ['Gärtnerei Blumhof', '88131', 'Lindau', 'BY', 'l'],
  ['Elektro Sander GmbH', '44135', 'Dortmund', 'NW', 'l'],
  ['Praxis Dr. Yıldız', '68161', 'Mannheim', 'BW', 'c'],
  ['Praxis Dr. Nowak', '03046', 'Cottbus', 'BB', 'c'],
  ['HNO am Markt', '18055', 'Rostock', 'MV', 'c'],
  ['Praxis Dr. Falk', '56068', 'Koblenz', 'RP', 'c'],
  ['Praxis Dr. Lorenz', '34117', 'Kassel', 'HE', 'c'],
  ['Internisten am Wall', '48143', 'Münster', 'NW', 'c'],
  ['Praxis Dr. Ehlers', '26122', 'Oldenburg', 'NI', 'c'],
];

const PROCESSORS: Readonly<Record<string, ProcessorName>> = { r: 'ratiomedicus', l: 'lumitra', c: 'cgm' };

/** Has all three processors, and looks after its mail at night. */
export const ATTENTIVE = 'Hausarztpraxis Am Kurpark';
/** Its only address takes mail, and sends it back minutes later. */
export const BOUNCING = 'Gärtnerei Blumhof';
/** Nobody has registered a contact of it. */
export const WITHOUT_CONTACT = 'Klinik Waldesruh';
/** Somebody acknowledges in its name who should not. */
export const DISPUTING = 'Kanzlei Albers';
/** Its processor forgets to send. */
export const KEPT_WAITING = 'Internisten am Wall';
/** Reads English. */
export const ENGLISH = 'Reisebüro Fernweh';

export const practices: readonly Practice[] = ROWS.map(([name, postalCode, city, land, processors], index) => ({
  name,
  postalCode,
  city,
  land,
  language: name === ENGLISH ? 'en' : 'de',
  address: addressOf(name, index + 1),
  management: `leitung${index + 1}@praxis.example`,
  processors: [...processors].flatMap((letter) => PROCESSORS[letter] ?? []),
}));

function addressOf(name: string, number: number): string | null {
  if (name === WITHOUT_CONTACT) return null;
  return `datenschutz${number}@${name === BOUNCING ? 'gone.example' : 'praxis.example'}`;
}
