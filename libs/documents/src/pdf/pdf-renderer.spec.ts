import { readPdf } from '../testing/read-pdf.js';
import { letterDocument, type Letter } from './letter.js';
import { practiceLetter } from './letter.fixture.js';
import { PdfRenderer, type PdfRendererOptions } from './pdf-renderer.js';
import { PdfFailed } from './pdf-worker.js';

const renderers: PdfRenderer[] = [];
function renderer(options: PdfRendererOptions = {}): PdfRenderer {
  const made = new PdfRenderer(options);
  renderers.push(made);
  return made;
}
afterEach(() => Promise.all(renderers.splice(0).map((made) => made.close())));

const letter = (more: Partial<Letter> = {}) => letterDocument({ ...practiceLetter, ...more });
const dying = new URL('../testing/dying.worker.ts', import.meta.url);
const titled = (title: string) => letter({ title });
const words = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('A letter as PDF', () => {
  it('says whose it is, to whom, what it is about, its text, its record, and its page numbers', async () => {
    const { text, title, language, pages, links } = await readPdf(await renderer().render(letter()));
    expect(pages).toHaveLength(1);
    for (const part of [
      'Beispiel GmbH · Am Weg 1 · 60549 Frankfurt am Main',
      'Praxis Dr. Jürgen Weiß-Österreicher',
      'Große Straße 12',
      '87435 Kempten',
      'Vorgang 1F2E-3D4C',
      'So. 25.10.2026, 17:05 Uhr (+01:00)',
      'Unbefugte konnten Gespräche einsehen „über Nacht“ – mehr steht unten.',
      'Gesprächsnotizen gelesen',
      'Mit freundlichen Grüßen',
      'a'.repeat(64),
      'Seite 1 von 1',
    ])
      expect(text).toContain(part);
    expect(title).toBe('Mitteilung: Verletzung des Schutzes personenbezogener Daten');
    expect(language).toBe('de-DE');
    expect([...new Set(links)]).toEqual([practiceLetter.link?.url]);
  });

  it('breaks long texts into pages, loses no word of them, and counts the pages', async () => {
    const lines = Array.from({ length: 120 }, (_, number) => `- Punkt ${number}: Gespräch mit Rückruf, Änderung, Maß.`);
    const long = letter({ text: `Anrede,\n\nWas ist passiert?\n${lines.join('\n')}\n\nGruß\nBeispiel GmbH` });
    const { pages, text } = await readPdf(await renderer().render(long));
    expect(pages.length).toBeGreaterThan(2);
    for (const [number] of lines.entries()) expect(text).toContain(`Punkt ${number}:`);
    for (const [index, page] of pages.entries()) expect(page).toContain(`Seite ${index + 1} von ${pages.length}`);
  });

  it('does without what is missing: no address, no facts, no link', async () => {
    const bare = letter({ addressee: ['Praxis Ohne'], facts: [], link: null, language: 'en', particulars: [] });
    const { text, links, language } = await readPdf(await renderer().render(bare));
    expect(text).toContain('Praxis Ohne');
    expect(text).not.toContain('Bitte bestätigen Sie den Empfang');
    expect(links).toEqual([]);
    expect(language).toBe('en-GB');
  });

  it('is the same file for the same content, whenever and wherever it is rendered', async () => {
    const first = await renderer().render(letter());
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(Buffer.compare(first, await renderer().render(letter()))).toBe(0);
    expect(Buffer.compare(first, await renderer().render(letter({ identity: 'other' })))).not.toBe(0);
  });
});

describe('The renderer', () => {
  it('renders a hundred identical documents once', async () => {
    const one = renderer();
    const files = await Promise.all(Array.from({ length: 100 }, () => one.render(letter())));
    expect(new Set(files).size).toBe(1);
    expect(await one.render(letter())).toBe(files[0]);
    expect([one.rendered, one.saved]).toEqual([1, 100]);
  });

  it('keeps no more bytes than it may, the latest used first', async () => {
    const one = renderer({ worker: dying, cacheBytes: 8 });
    await one.render(titled('aaaa'));
    await one.render(titled('bbbb'));
    await one.render(titled('aaaa'));
    await one.render(titled('cccc'));
    expect(one.rendered).toBe(3);
    await one.render(titled('aaaa'));
    expect(one.rendered).toBe(3);
    await one.render(titled('bbbb'));
    expect(one.rendered).toBe(4);
  });

  it('survives the death of its worker: the document fails after a second try, the next one is rendered', async () => {
    const one = renderer({ worker: dying });
    const deadly = one.render(titled('deadly'));
    const next = one.render(titled('next'));
    await expect(deadly).rejects.toThrow(PdfFailed);
    expect(words(await next)).toBe('next');
  });

  it('ends a worker that gives no answer in time', async () => {
    const one = renderer({ worker: dying, limit: 3_000 });
    await expect(one.render(titled('silent'))).rejects.toThrow('no answer within 3000 ms');
    expect(words(await one.render(titled('next')))).toBe('next');
  });

  it('says what the worker says of a document that cannot be laid out, and does not try again', async () => {
    await expect(renderer({ worker: dying }).render(titled('refused'))).rejects.toThrow('cannot be laid out');
  });

  it('refuses one more than may wait', async () => {
    const one = renderer({ worker: dying, mostWaiting: 2 });
    const taken = [one.render(titled('a')), one.render(titled('b'))];
    await expect(one.render(titled('c'))).rejects.toThrow('too many documents wait');
    await Promise.all(taken);
    expect(words(await one.render(titled('c')))).toBe('c');
  });

  it('ends at once when it is closed: what is under way fails, nothing hangs', async () => {
    const one = renderer({ worker: dying });
    const silent = one.render(titled('silent'));
    const waiting = one.render(titled('a'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [, ...outcomes] = await Promise.allSettled([one.close(), silent, waiting]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(one.render(titled('b'))).rejects.toThrow('the service stops');
  });
});
