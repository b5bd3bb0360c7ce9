import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPdf } from '../testing/read-pdf.js';
import { letterDocument } from './letter.js';
import { practiceLetter } from './letter.fixture.js';
import { PdfBooklet } from './pdf-booklet.js';
import { PdfFailed } from './pdf-worker.js';

const folder = mkdtempSync(join(tmpdir(), 'booklet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const to = (name: string) => letterDocument({ ...practiceLetter, addressee: [name], identity: name });

describe('A booklet', () => {
  it('is one PDF of many letters, each with its own addressee and page numbers, the fonts in it once', async () => {
    const file = join(folder, 'letters.pdf');
    const booklet = await PdfBooklet.open(file, to('Deckblatt'));
    expect(await booklet.add(['Praxis Ä', 'Praxis Ö'].map(to))).toBe(3);
    expect(await booklet.add([to('Praxis ß')])).toBe(4);
    expect(await booklet.finish()).toBe(4);
    const { pages } = await readPdf(readFileSync(file));
    expect(pages).toHaveLength(4);
    for (const [index, name] of ['Deckblatt', 'Praxis Ä', 'Praxis Ö', 'Praxis ß'].entries()) {
      expect(pages[index]).toContain(name);
      expect(pages[index]).toContain('Seite 1 von 1');
    }
    expect(readFileSync(file, 'latin1').match(/\/FontFile2/g)).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('fails where its file cannot be written, and lets go', async () => {
    await expect(
      PdfBooklet.open(join(folder, 'nowhere', 'letters.pdf'), to('A')).then((booklet) => booklet.finish()),
    ).rejects.toThrow(PdfFailed);
  });

  it('can be abandoned at any time', async () => {
    const booklet = await PdfBooklet.open(join(folder, 'half.pdf'), to('A'));
    const adding = booklet.add([to('B')]).catch((error: unknown) => error);
    await booklet.abandon();
    expect(await adding).toBeInstanceOf(PdfFailed);
    await expect(booklet.add([to('C')])).rejects.toThrow(PdfFailed);
  });
});
