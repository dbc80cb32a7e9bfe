import { IsIn, IsOptional } from 'class-validator';
import { PageInfo, PageQuery } from '#platform';
import { MessageAboutView } from '../messages/messages.dto.js';

export class InboxQuery extends PageQuery {
  /** Only what has not been read. */
  @IsOptional()
  @IsIn(['true', 'false'])
  unread?: string;
}

export class NotificationView {
  id: string;
  kind: string;
  /** It upsets their today or tomorrow. */
  urgent?: boolean;
  subject: string;
  /** The visit that it is about. */
  visitId?: string;
  /** What it is about if that is no visit; absent when that is gone. */
  about?: MessageAboutView;
  arrivedAt: string;
  readAt?: string;
}

export class InboxPage {
  data: NotificationView[];
  page: PageInfo;
  /** Of all, not only of this page; 100 stands for more, too. */
  unread: number;
}

export class AllReadView {
  /** How many were unread. */
  read: number;
}
