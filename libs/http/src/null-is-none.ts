import { Transform } from 'class-transformer';

/** Takes null for a field that may be left out as left out: many programs write it so. */
export const NullIsNone = (): PropertyDecorator => Transform(({ value }: { value: unknown }) => value ?? undefined);
