import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { LANGUAGES, type Language } from '#patients';
import { IsId, IsLine, IsNote } from '#platform';
import { MessagePublicationView } from '../settings/message-settings.dto.js';

/** Every kind in every form and language, and room to grow. */
const MAX_WORDINGS = 200;
const MAX_ADVICE = 100;

export class WordingInput {
  /** `patient/reminder` */
  @IsLine(60)
  kind: string;

  /** `usual`, `tentative`, … */
  @IsLine(30)
  form: string;

  @IsIn(LANGUAGES)
  language: Language;

  /** Of a mail. Places as `{day}`: the list of places says which there are. */
  @IsLine(200)
  subject: string;

  /** Of a mail: paragraphs between empty lines; one whose place is empty is left out. */
  @IsNote(4000)
  body: string;

  /** Of a text message of 160 characters: a sentence a line, the most important first. Lines that do not fit are left out. */
  @IsOptional()
  @IsNote(400)
  text?: string;
}

export class AdviceWordingInput {
  @IsLine(60)
  code: string;

  @IsIn(LANGUAGES)
  language: Language;

  @IsLine(300)
  text: string;
}

/** All of the clinic's own wordings: what is left out is as released. */
export class ClinicWordingInput {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_WORDINGS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WordingInput)
  wordings?: WordingInput[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_ADVICE)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => AdviceWordingInput)
  advice?: AdviceWordingInput[];

  /** Why, for the history. */
  @IsOptional()
  @IsLine(500)
  note?: string;
}

export class WordingPreviewInput extends WordingInput {
  /** A visit to write it for; absent: one that is made up. */
  @IsOptional()
  @IsId()
  visitId?: string;
}

export class WordingPartsView {
  subject: string;
  body: string;
  text?: string;
}

export class LanguageWordingView {
  language: Language;
  /** Absent: there is none in this language, and the English one is used. */
  released?: WordingPartsView;
  /** The clinic's own, which is used instead. */
  own?: WordingPartsView;
}

export class FormView {
  form: string;
  languages: LanguageWordingView[];
}

export class KindWordingView {
  /** `patient/reminder` */
  id: string;
  kind: string;
  recipient: 'patient' | 'practitioner' | 'referrer';
  /** When and why they get it; each step has its own. */
  because: string[];
  /** The message setting that switches it on and off; absent: it is always sent. */
  setting?: string;
  /** Every wording of it must name these places. */
  mustName: string[];
  carriesAdvice: boolean;
  forms: FormView[];
}

export class AdviceWordingView {
  code: string;
  /** When it applies. */
  because: string;
  languages: AdviceLanguageView[];
}

export class AdviceLanguageView {
  language: Language;
  released: string;
  own?: string;
}

export class PlaceView {
  place: string;
  meaning: string;
}

export class ClinicWordingView extends MessagePublicationView {
  kinds: KindWordingView[];
  advice: AdviceWordingView[];
  /** What stands between braces. */
  places: PlaceView[];
}

export class WordingProblemView {
  /** `/body` */
  pointer: string;
  code: string;
  detail: string;
}

export class WordingPreviewView {
  subject: string;
  body: string;
  text?: string;
  /** Characters of the text message, of 160. */
  textLength?: number;
  /** What must be mended before it can be published. */
  problems: WordingProblemView[];
}
