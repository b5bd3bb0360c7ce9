/** A value that a setting cannot have; the message says which it can. */
export class Unfit extends Error {}

/** One thing that the installation is told from outside. Everything that is known of it stands here once. */
export interface Setting<T> {
  /** Its name in the environment. */
  readonly variable: `ART33_${string}`;
  /** Its place in the settings file, e.g. `smtp.url`. Undefined: a secret that does not belong in a file of settings. */
  readonly key: string | undefined;
  /** For the table of settings, in Markdown. */
  readonly meaning: string;
  /** What holds where nothing is given, for the table. */
  readonly otherwise: string;
  /** Names a file or folder: in the settings file it is read from that file's own folder. */
  readonly isPath?: boolean;
  /** From its text. Throws `Unfit`. */
  readonly parse: (text: string) => T;
  /** What holds where nothing is given; undefined where that follows from other settings. */
  readonly fallback: T;
}

type Declared<T> = Omit<Setting<T>, 'otherwise' | 'fallback'>;

/** A setting with a default, which is written like a value and appears so in the table. */
export const withDefault = <T>(text: string, declared: Declared<T>): Setting<T> => ({
  ...declared,
  otherwise: `\`${text}\``,
  fallback: declared.parse(text),
});

/** A setting that may be left out; what holds then is said in words. */
export const optional = <T>(otherwise: string, declared: Declared<T>): Setting<T | undefined> => ({
  ...declared,
  otherwise,
  fallback: undefined,
});

export const text = (given: string): string => given;

export const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (given: string): T => {
    const found = values.find((value) => value === given);
    if (found === undefined) throw new Unfit(`one of ${values.join(', ')}`);
    return found;
  };

/** Both ends included. */
export const wholeNumber =
  (least: number, most: number) =>
  (given: string): number => {
    const number = Number(given);
    if (given.trim() === '' || !Number.isInteger(number) || number < least || number > most)
      throw new Unfit(`a whole number from ${least} to ${most}`);
    return number;
  };

/** Values with commas between; in the settings file also a list. */
export const list = (given: string): readonly string[] =>
  given
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** An http or https address, without a slash at its end. */
export const webAddress = (given: string): string => {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) throw new Unfit('an http or https address');
  return given.replace(/\/+$/, '');
};
