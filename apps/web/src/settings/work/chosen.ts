/** Files that were sent to be checked, by the import's id: so that what was checked can be imported without choosing it again. */
export const sent = new Map<string, { readonly file: File; readonly kind: string }>();

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/csv',
  json: 'application/vnd.art33.import+json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What a file is, by the end of its name; undefined where it is nothing that can be imported. */
export const typeOf = (name: string): string | undefined => TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
