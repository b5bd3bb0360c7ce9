import { deriveId } from '@art33/event-log';

/** Organisation id of the processor that a terms file names: the same in every installation. */
export const processorId = (termsProcessorId: string): string => deriveId('processor', termsProcessorId);

/** Terms id: the same for every version of the text. `key` is the terms file's own id, e.g. `ratiomedicus-avv`. */
export const termsIdOf = (processor: string, key: string): string => deriveId('terms', processor, key);

/**
 * Agreement id: the nth agreement (from 1) of a processor with a controller under the same terms. The nth is concluded
 * only after the one before has ended, so that two people who conclude at once meet in one stream.
 */
export const agreementIdOf = (processor: string, controller: string, terms: string, ordinal: number): string =>
  deriveId('agreement', processor, controller, terms, ordinal);

export const organisationStream = (id: string): string => `organisation-${id}`;
export const termsStream = (id: string): string => `terms-${id}`;
export const agreementStream = (id: string): string => `agreement-${id}`;
