import { CONFIG_VARIABLE, settingList } from './settings.js';

const BEGIN = '<!-- settings: written by npm run docs -->';
const END = '<!-- end of settings -->';

/** The table of settings in Markdown. */
export function settingsTable(): string {
  const rows = settingList.map(([, { variable, key, meaning, otherwise }]) =>
    [`\`${variable}\``, key === undefined ? '–' : `\`${key}\``, meaning, otherwise].join(' | '),
  );
  return [
    '| variable | in the file | meaning | default |',
    '| --- | --- | --- | --- |',
    `| \`${CONFIG_VARIABLE}\` | – | the settings file | none |`,
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/** The document with its table of settings as it must be now. Throws where it has no place for one. */
export function withSettingsTable(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the document has no '${BEGIN}' … '${END}'`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${settingsTable()}\n\n${document.slice(end)}`;
}
