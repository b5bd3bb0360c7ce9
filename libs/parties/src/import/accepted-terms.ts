import type { ImportSetting, Read } from '@art33/imports';
import { termsIdOf, termsStream } from '../domain/ids.js';
import { termsDecider, type PublishedVersion } from '../domain/terms-decider.js';
import { listTerms, type TermsListItem } from '../read-model/terms.js';
import type { StatedAgreement } from './read-rows.js';

/** The version of a text that a row says was accepted. */
export interface AcceptedTerms {
  readonly termsId: string;
  readonly termsVersion: number;
  /** Named by that version. */
  readonly subprocessors: readonly string[];
}

/** The texts of the processor, found by what people write in files: the text's id, its title, or art33's id. */
export class TermsFinder {
  private readonly texts: readonly TermsListItem[];
  private readonly versions = new Map<string, readonly PublishedVersion[]>();

  constructor(private readonly setting: ImportSetting) {
    this.texts = listTerms(setting.db, setting.scope);
  }

  /** Which field breaks which rule, where the row's words name no version that was published. */
  async find(
    stated: StatedAgreement,
  ): Promise<
    { readonly accepted: AcceptedTerms } | { readonly field: 'terms' | 'termsVersion' | 'from'; readonly rule: string }
  > {
    const text = await this.textOf(stated.terms);
    if ('rule' in text) return { field: 'terms', rule: text.rule };
    const version = versionOf(await this.published(text.value.id), stated);
    // Where no version is named, the day decides: it is what does not fit.
    if ('rule' in version) return { field: stated.version === null ? 'from' : 'termsVersion', rule: version.rule };
    const { version: termsVersion, terms } = version.value;
    return {
      accepted: { termsId: text.value.id, termsVersion, subprocessors: terms.subprocessors.map(({ id }) => id) },
    };
  }

  private async textOf(name: string | null): Promise<Read<TermsListItem>> {
    const [only, ...others] = this.texts;
    if (name === null)
      return only && others.length === 0
        ? { value: only }
        : { rule: `say under which terms it was concluded; ${await this.known()}` };
    const wanted = name.toLocaleLowerCase('de');
    const byKey = termsIdOf(this.setting.scope.organisation, wanted);
    const found = this.texts.filter(
      ({ id, title }) => id === byKey || id === wanted || title.toLocaleLowerCase('de') === wanted,
    );
    const [first, second] = found;
    if (!first) return { rule: `no terms of this processor have this id or title; ${await this.known()}` };
    return second ? { rule: 'several texts have this title: give the id' } : { value: first };
  }

  /** Every text by the id that its file gives it, which is what people write, and its title. */
  private async known(): Promise<string> {
    const texts: string[] = [];
    for (const { id, title } of this.texts) {
      const own = (await this.published(id)).at(-1)?.terms.id;
      texts.push(own === undefined ? title : `${own} (${title})`);
    }
    return `this processor's texts are: ${texts.join('; ') || 'none'}`;
  }

  private async published(termsId: string): Promise<readonly PublishedVersion[]> {
    const known = this.versions.get(termsId);
    if (known) return known;
    const state = await this.setting.commands.state(termsDecider, termsStream(termsId));
    const versions = state.status === 'none' ? [] : state.versions;
    this.versions.set(termsId, versions);
    return versions;
  }
}

/** The version named, by its number or the text's own label; else the one in force on the day when the agreement began. */
function versionOf(versions: readonly PublishedVersion[], { version, day }: StatedAgreement): Read<PublishedVersion> {
  const labels = versions.map(({ version: number, terms }) => `${number} (${terms.version})`).join(', ');
  if (version !== null) {
    const found =
      versions.findLast(({ terms }) => terms.version === version) ??
      versions.find(({ version: number }) => String(number) === version);
    return found ? { value: found } : { rule: `no such version was published; there are ${labels}` };
  }
  const inForce = versions.findLast(({ effectiveFrom }) => effectiveFrom <= day);
  return inForce
    ? { value: inForce }
    : {
        rule: `on ${day} no version that art33 knows was in force: say in termsVersion which one was accepted; there are ${labels}`,
      };
}
