import { catalogue } from './catalogue.js';
import type { CatalogueRule } from './catalogue-rule.js';
import { isEuRegime, ruleInForce } from './rules.js';

const rules: readonly CatalogueRule[] = catalogue;
const byId = (id: string): CatalogueRule | undefined => rules.find((rule) => rule.id === id);

describe('the catalogue of law', () => {
  it('gives Art. 33(1) GDPR 72 hours from 2018-05-25 on, the day of the place counting', () => {
    expect(ruleInForce('gdpr-33-1', '2026-10-25T08:12:00.000Z')).toEqual({
      id: 'gdpr-33-1',
      version: '1',
      regime: 'gdpr',
      source: 'Art. 33(1) GDPR',
      period: { kind: 'hours', hours: 72 },
      validFrom: '2018-05-25',
    });
    expect(ruleInForce('gdpr-33-1', '2018-05-24T21:59:59.999Z')).toBeNull();
    expect(ruleInForce('gdpr-33-1', '2018-05-24T22:00:00.000Z')).not.toBeNull();
  });
  it('invents no hours for Art. 33(2) and Art. 34(1)', () => {
    for (const id of ['gdpr-33-2', 'gdpr-34-1'] as const) {
      expect(ruleInForce(id, '2026-10-25T08:12:00.000Z')?.period.kind).toBe('undated');
    }
  });
  it('never applies a proposal', () => {
    expect(byId('digital-omnibus-33-1')).toMatchObject({ inForce: false, length: { kind: 'hours', hours: 96 } });
    expect(ruleInForce('digital-omnibus-33-1', '2030-01-01T00:00:00.000Z')).toBeNull();
  });
  it('computes nothing that is counted in days or months, or has a calendar of its own', () => {
    for (const id of [
      'bsig-32-final',
      'cra-14-vulnerability-final',
      'dora-initial',
      'dora-intermediate',
      'reg-611-2013-first',
    ] as const) {
      expect(byId(id)?.inForce).toBe(true);
      expect(ruleInForce(id, '2030-01-01T00:00:00.000Z')).toBeNull();
    }
    expect(ruleInForce('bsig-32-early', '2030-01-01T00:00:00.000Z')?.period).toEqual({ kind: 'hours', hours: 24 });
  });
  it('marks what was not read in a primary text', () => {
    const unverified = rules.filter((rule) => !rule.verified).map((rule) => rule.regime);
    expect(new Set(unverified)).toEqual(new Set(['kdg', 'dsg-ekd', 'dora', 'kritis-dachg', 'tkg']));
    expect(rules.filter((rule) => rule.regime === 'gdpr').every((rule) => rule.verified)).toBe(true);
  });
  it('has no two rows for the same rule at the same time', () => {
    const keys = rules.map((rule) => `${rule.id} ${rule.version}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const a of rules) {
      const others = rules.filter((b) => b !== a && b.id === a.id);
      expect(
        others.filter(
          (b) => (a.validTo ?? '9999') > (b.validFrom ?? '') && (b.validTo ?? '9999') > (a.validFrom ?? ''),
        ),
      ).toEqual([]);
    }
  });
  it('holds law only', () => {
    expect(rules.some((rule) => rule.regime === 'contract')).toBe(false);
  });
});

it('Reg. 1182/71 belongs to acts of the Union, not to national law and never to a contract', () => {
  expect(['gdpr', 'dora', 'cra', 'reg-611-2013'].every(isEuRegime)).toBe(true);
  expect(['contract', 'bsig', 'tkg', 'kritis-dachg', 'kdg', 'dsg-ekd'].some(isEuRegime)).toBe(false);
});
