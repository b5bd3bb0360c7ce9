import { languageOf } from './words.js';

const asked = (accept: string | undefined, lang?: string) =>
  languageOf({ query: lang === undefined ? {} : { lang }, headers: { 'accept-language': accept } }).lang;

describe('The language of the form', () => {
  it.each([
    [undefined, 'de'],
    ['', 'de'],
    ['fr', 'de'],
    ['en', 'en'],
    ['en-GB, de;q=0.8', 'en'],
    ['de;q=0.3, en;q=0.7', 'en'],
    ['fr, de-CH;q=0.9, en;q=0.8', 'de'],
    ['en;q=0, de;q=0.1', 'de'],
    ['en;q=nonsense, de', 'en'],
    [`${'x,'.repeat(10_000)}en`, 'de'],
  ])('for a browser that prefers %p is %s', (accept, expected) => expect(asked(accept)).toBe(expected));
  it('is the one that was chosen', () => {
    expect(asked('de', 'en')).toBe('en');
    expect(asked('en', 'de')).toBe('de');
    expect(asked('en', 'fr')).toBe('en');
  });
});
