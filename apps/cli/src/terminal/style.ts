import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];

/** Where words go: a terminal, or a file or pipe that is none. */
export type Screen = Pick<NodeJS.WritableStream, 'write'> &
  Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'getColorDepth' | 'hasColors'>>;

/** How many characters fit in one line of a terminal. One that does not know, or says 0, counts as 80. */
export const widthOf = ({ columns = 0 }: Pick<Screen, 'columns'>): number => (columns > 0 ? columns : 80);

/** Colours the text where the screen is a terminal that shows colours and NO_COLOR does not forbid it. */
export const styled = (screen: Screen, format: Format, text: string): string =>
  screen.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && (screen.getColorDepth?.() ?? 4) > 2
    ? styleText(format, text, { validateStream: false })
    : text;
