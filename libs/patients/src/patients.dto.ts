import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsId, IsLine, IsLocalDate, MAIL_ADDRESS, PageInfo, PageQuery, textRule } from '#platform';
import { isPhone } from './patient.rules.js';
import {
  CONTACT_CHANNELS,
  type ContactChannel,
  type Language,
  LANGUAGES,
  type Patient,
  type PatientInput,
  type PatientWishes,
} from './patient.types.js';

/** Forms send what was typed: blanks around it are not part of a name or an address. */
const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().normalize('NFC') : value));

const IsPhone = () =>
  textRule({
    name: 'phone',
    text: 'a phone number of 7 to 15 digits, like +1 503 555 0142',
    holds: isPhone,
    shape: { pattern: '^\\+?(?:[ ().-]*[0-9]){7,15}[ ().-]*$', maxLength: 40 },
  });

/** Wishes are few: somebody who avoids more people than that needs a talk, not a list. */
const MAX_WISHES = 5;

export class PatientWishesInput {
  /** Whom the patient wishes to see: they are offered first. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_WISHES)
  @ArrayUnique()
  @ApiProperty({ uniqueItems: true })
  @IsId({ each: true })
  practitionerIds?: string[];

  /** Whom the patient does not wish to see: they are not offered, unless a search names them. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_WISHES)
  @ArrayUnique()
  @ApiProperty({ uniqueItems: true })
  @IsId({ each: true })
  avoidPractitionerIds?: string[];
}

export class CreatePatientBody {
  @Trimmed()
  @IsLine(100)
  givenName: string;

  @Trimmed()
  @IsLine(100)
  familyName: string;

  /** Not in the future, not before 1900. */
  @IsOptional()
  @IsLocalDate()
  birthDate?: string;

  @IsOptional()
  @Trimmed()
  @MaxLength(254)
  @IsEmail({}, MAIL_ADDRESS)
  email?: string;

  /** 7 to 15 digits, with `+`, blanks, dots, dashes and parentheses as people write them. */
  @IsOptional()
  @Trimmed()
  @IsPhone()
  phone?: string;

  /** `sms` needs a phone number, `email` an address. Left out: the first of e-mail and phone that is there. */
  @IsOptional()
  @IsIn(CONTACT_CHANNELS)
  preferredChannel?: ContactChannel;

  /** Of messages; `en` when left out. */
  @IsOptional()
  @IsIn(LANGUAGES)
  language?: Language;

  /** No reminders, by any channel; changes and cancellations are still told. Left out: unchanged, at first false. */
  @IsOptional()
  @IsBoolean()
  remindersOptedOut?: boolean;

  /** Whom to offer first, and whom not. Left out: unchanged; `{}`: no wishes. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PatientWishesInput)
  wishes?: PatientWishesInput;
}

/** A patient as it was read may be sent back whole: what cannot be changed is accepted and has no effect. */
export class UpdatePatientBody extends CreatePatientBody {
  /** The id of the address, if given. */
  @IsOptional()
  @IsId()
  id?: string;

  /** Without effect: follows from the names. */
  @IsOptional()
  @IsString()
  displayName?: string;

  /** Without effect: `If-Match` decides. */
  @IsOptional()
  @IsInt()
  version?: number;
}

export class PatientsQuery extends PageQuery {
  /** Words that each begin a name, an e-mail address, a birth date (`YYYY-MM-DD`) or a part of a phone number; in any order. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class PatientWishesView {
  practitionerIds: string[];
  avoidPractitionerIds: string[];
}

export class PatientView {
  id: string;
  version: number;
  givenName: string;
  familyName: string;
  displayName: string;
  birthDate?: string;
  email?: string;
  phone?: string;
  /** Absent while there is neither an address nor a number. */
  preferredChannel?: ContactChannel;
  language: Language;
  remindersOptedOut: boolean;
  /** Absent while there are none. */
  wishes?: PatientWishesView;
}

export class PatientList {
  data: PatientView[];
  page: PageInfo;
}

/** Only what can be changed: the body of a PUT may repeat the rest of the record. */
export function toInput(body: CreatePatientBody): PatientInput {
  const { givenName, familyName, birthDate, email, phone, preferredChannel, language, remindersOptedOut } = body;
  return { givenName, familyName, birthDate, email, phone, preferredChannel, language, remindersOptedOut, wishes: wishesOf(body.wishes) };
}

/** Sorted, since these are sets: another order is no change. */
function wishesOf(wishes: PatientWishesInput | undefined): PatientWishes | undefined {
  if (!wishes) return undefined;
  return {
    practitionerIds: [...(wishes.practitionerIds ?? [])].sort(),
    avoidPractitionerIds: [...(wishes.avoidPractitionerIds ?? [])].sort(),
  };
}

export function toView(patient: Patient): PatientView {
  const reachable = patient.email !== undefined || patient.phone !== undefined;
  return {
    id: patient.id,
    version: patient.version,
    givenName: patient.givenName,
    familyName: patient.familyName,
    displayName: patient.displayName,
    birthDate: patient.birthDate,
    email: patient.email,
    phone: patient.phone,
    preferredChannel: reachable ? patient.preferredChannel : undefined,
    language: patient.language,
    remindersOptedOut: patient.remindersOptedOut,
    wishes: patient.wishes,
  };
}
