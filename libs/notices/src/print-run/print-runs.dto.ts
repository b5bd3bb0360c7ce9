import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { InstantField } from '@art33/http';

/** Which notices are printed. */
export class PrintRunBody {
  /** Left out: all of the incident that have an approved text. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(10_000)
  @IsUUID(undefined, { each: true })
  notices?: string[];
}

/** That the letters were handed to the post. */
export class PostedBody {
  @InstantField('When the letters were handed to the post: not before they were printed.')
  at!: unknown;

  /** Who posted them. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  by!: string;
}
