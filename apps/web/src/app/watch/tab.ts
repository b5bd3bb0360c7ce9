let page = 'art33';
let before = '';

const write = (): void => {
  document.title = before === '' ? page : `${before} · ${page}`;
};

/** Names the tab by its page. */
export function nameTab(name: string): void {
  page = name;
  write();
}

/** What stands before the page's name, for who sees nothing but the tab; empty: nothing. */
export function sayInTab(text: string): void {
  before = text;
  write();
}
