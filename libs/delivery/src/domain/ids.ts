/** The stream of one message. */
export const messageStream = (messageId: string): string => `message-${messageId}`;

/** The Message-ID header: the same in every copy, so that mail programs show one. */
export const headerMessageIdOf = (messageId: string, domain: string): string => `<${messageId}@${domain}>`;

/** The message behind a Message-ID of ours; undefined for others'. */
export const messageIdOfHeader = (header: string): string | undefined =>
  /<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i.exec(header)?.[1]?.toLowerCase();
