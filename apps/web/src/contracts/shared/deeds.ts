/** What contracts are made of: a change to one of these may show in each of the others. */
export const CONTRACTS = [
  'controllers',
  'agreements',
  'terms',
  'findings',
  'subprocessors',
  'deadlines',
  'organisation',
] as const;
