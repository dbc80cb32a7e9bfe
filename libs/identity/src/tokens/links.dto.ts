import { IsString, MaxLength } from 'class-validator';

export class LinkPurposeInput {
  /** The last part of the link. */
  @IsString()
  @MaxLength(200)
  token: string;
}

export class LinkPurposeView {
  /** `clearance`, `intake`, `visit`, …: which of the pages under `/p/` is meant. */
  purpose: string;
}
