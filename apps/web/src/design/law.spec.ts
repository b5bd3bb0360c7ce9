import { lawIn } from './law.js';

describe('How law is cited', () => {
  test.each([
    ['Art. 33(1) GDPR', 'Art. 33 Abs. 1 DSGVO'],
    ['Art. 33(3)(d) GDPR', 'Art. 33 Abs. 3 Buchst. d DSGVO'],
    ['Art. 34 GDPR', 'Art. 34 DSGVO'],
    ['Art. 4 no. 12 GDPR', 'Art. 4 Nr. 12 DSGVO'],
    ['§ 8.6, Art. 33(2) GDPR', '§ 8.6, Art. 33 Abs. 2 DSGVO'],
    ['Art. 5 Reg. (EU) 2025/301', 'Art. 5 VO (EU) 2025/301'],
    ['Art. 14 CRA, Reg. (EU) 2024/2847', 'Art. 14 CRA, VO (EU) 2024/2847'],
  ])('%s is %s in German and stays as it is in English', (cited, german) => {
    expect(lawIn(cited, 'de')).toBe(german);
    expect(lawIn(cited, 'en')).toBe(cited);
  });

  test('leaves alone what it does not know: clauses, contracts, law of others', () => {
    for (const cited of ['§ 8.6 Satz 2', '§ 8.6 AVV', 'clause 9.2 of 2021/915', 'Art. 5(3)', '§ 34 DSG-EKD', '(1)'])
      expect(lawIn(cited, 'de')).toBe(cited);
  });
});
