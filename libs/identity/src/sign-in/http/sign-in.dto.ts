import { IsEmail, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

export class SignInBody {
  /** The registered e-mail address. */
  @IsString()
  @MaxLength(254)
  email!: string;

  /** The password. */
  @IsString()
  @MaxLength(1000)
  password!: string;
}

export class SecondFactorBody {
  /** The six digits that the app shows now. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  code?: string;

  /** A recovery code instead. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  recoveryCode?: string;
}

export class PasskeyBody {
  /** What `navigator.credentials.get` gave, as JSON. */
  @IsObject()
  response!: object;
}

export class NewPasskeyBody {
  /** What `navigator.credentials.create` gave, as JSON. */
  @IsObject()
  response!: object;

  /** What it is to be called, for telling several apart. */
  @IsString()
  @MaxLength(60)
  label!: string;
}

export class ConfirmTotpBody {
  /** As the offer gave it. */
  @IsString()
  @MaxLength(2000)
  enrolment!: string;

  /** The six digits that the app shows now. */
  @IsString()
  @MaxLength(20)
  code!: string;
}

export class ChangePasswordBody {
  /** The password so far; left out where there is none yet. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  currentPassword?: string;

  /** At least 12 characters, and none of those that are guessed first. */
  @IsString()
  @MaxLength(1000)
  newPassword!: string;
}

export class AskForLinkBody {
  /** Where the link is to go: only a registered address gets one. */
  @IsEmail()
  @MaxLength(254)
  email!: string;
}
