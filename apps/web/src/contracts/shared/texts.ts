/** What was typed; null where nothing was. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Whether it looks like a mail address; the service looks closer. */
export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());
