import { ApiProperty } from '@nestjs/swagger';
import { asBoolean, ListQuery } from '@art33/http';
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  CONTACT_PURPOSES,
  LANGUAGES,
  REGIMES,
  type ContactPurpose,
  type Land,
  type Language,
  type Regime,
} from '../domain/organisation.js';
import { LAENDER } from '../domain/terms.js';

export class AddressBody {
  /** Street and number. */
  @IsString()
  @MaxLength(200)
  street!: string;

  /** Postal code. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  postalCode?: string | null;

  /** Place. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  city!: string;
}

export class RegisterControllerBody {
  /** Name of the controller, e.g. of the practice, clinic or company. Sealed: it may be a person's. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  name!: string;

  /** Legal form in its own words, e.g. `GmbH`. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  legalForm?: string | null;

  /** Address of the main establishment. */
  @IsObject()
  @ValidateNested()
  @Type(() => AddressBody)
  @IsNotEmpty()
  address!: AddressBody;

  /** The Land of the main establishment, which decides on the authority (§ 40(2) BDSG); left out outside Germany. */
  @ApiProperty({ enum: LAENDER, required: false, nullable: true })
  @IsOptional()
  @IsIn(LAENDER)
  land?: Land | null;

  /** ISO 3166-1 alpha-2. */
  @IsString()
  @Length(2, 2)
  country: string = 'DE';

  /** IANA time zone, e.g. `Europe/Berlin`. */
  @IsString()
  @MaxLength(60)
  timeZone: string = 'Europe/Berlin';

  /** Language of notices to this controller. */
  @ApiProperty({ enum: LANGUAGES, default: 'de' })
  @IsIn(LANGUAGES)
  language: Language = 'de';

  /** The law of data protection that it is under: churches and public bodies have their own. */
  @ApiProperty({ enum: REGIMES, default: 'gdpr' })
  @IsIn(REGIMES)
  regime: Regime = 'gdpr';

  /** The processor's own number for this controller. Sealed. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  customerNumber?: string | null;
}

/** Sorts by `name` (default), `customerNumber`, `city`, `registeredAt`. */
export class ListControllersQuery extends ListQuery {
  /** `true`: only controllers that a breach notice could not reach; `false`: only the others. */
  @ApiProperty({ type: Boolean, required: false })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  withoutNoticeContact?: boolean;

  /** Only controllers of this Land. */
  @ApiProperty({ enum: LAENDER, required: false })
  @IsOptional()
  @IsIn(LAENDER)
  land?: Land;

  /** Only controllers under this law. */
  @ApiProperty({ enum: REGIMES, required: false })
  @IsOptional()
  @IsIn(REGIMES)
  regime?: Regime;
}

/** A contact as a whole: a change states every field anew. */
export class ContactBody {
  /** Name of the person or of the post. Sealed, like the next three. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  /** What the person does there, e.g. `data protection officer`. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  function?: string | null;

  /** E-mail address; a contact for breach notices needs one. */
  @IsOptional()
  @IsString()
  @MaxLength(254)
  email?: string | null;

  /** Telephone number as one would write it. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  phone?: string | null;

  /** Language of mails to this contact. */
  @ApiProperty({ enum: LANGUAGES, default: 'de' })
  @IsIn(LANGUAGES)
  language: Language = 'de';

  /** What the contact is asked for; only `breach-notices` brings notices. */
  @ApiProperty({ enum: CONTACT_PURPOSES, isArray: true, default: ['breach-notices'] })
  @IsArray()
  @IsIn(CONTACT_PURPOSES, { each: true })
  purposes: ContactPurpose[] = ['breach-notices'];
}

export class TemplateBody {
  /** Subject of the mail. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  subject!: string;

  /** Text of the notice. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(20_000)
  text!: string;
}

export class TemplatesBody {
  /** German; left out: the built-in one. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TemplateBody)
  de?: TemplateBody;

  /** English; left out: the built-in one. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TemplateBody)
  en?: TemplateBody;
}

export class FourEyesBody {
  /** `true`: who wrote a notice's text does not approve it. */
  @IsOptional()
  @IsBoolean()
  approvals?: boolean;

  /** `true`: "not required" and "not filing" are proposed by one person and confirmed by another. */
  @IsOptional()
  @IsBoolean()
  decisions?: boolean;
}

/** All settings of an organisation: what is left out goes back to its default. A controller has `fourEyes` alone. */
export class SettingsBody {
  /** Internal target in hours for duties without an hour figure; never called a deadline. Null: none. */
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  internalTargetHours?: number | null;

  /** Grade at which a duty counts as fulfilled; never a lower one than acceptance by the recipient's own server. */
  @IsIn(['accepted-by-server', 'opened', 'acknowledged'])
  requiredGrade: 'accepted-by-server' | 'opened' | 'acknowledged' = 'accepted-by-server';

  /** Where alerts go, e.g. a distribution list of the team on call. Null: alerts reach nobody, which is a finding. Sealed. */
  @IsOptional()
  @IsString()
  @MaxLength(254)
  onCallAddress?: string | null;

  /** Own notice templates in place of the built-in ones. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TemplatesBody)
  templates?: TemplatesBody;

  /** Where a second person is needed; left out: nowhere. Only persons count: an API token is none. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => FourEyesBody)
  fourEyes?: FourEyesBody;
}
