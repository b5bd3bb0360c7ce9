import { readFileSync } from 'node:fs';
import { PLACEHOLDERS, SUBJECT_PLACEHOLDERS } from '@art33/parties';

describe('The page about templates', () => {
  const page = readFileSync(new URL('../../docs/templates.md', import.meta.url), 'utf8');
  const named = [...page.matchAll(/^\| `\{\{(\w+)\}\}` \| (.+) \| (.+) \|$/gm)].map(([, name]) => name);

  it('names each placeholder once, with what it stands for in both languages', () => {
    expect(named).toEqual(PLACEHOLDERS);
  });

  it('names those first that a subject may hold', () => {
    expect(named.slice(0, 3)).toEqual(SUBJECT_PLACEHOLDERS);
  });
});
