/** What a mail server says of a mail that it could not deliver, as each kind of server writes it. */
export interface BouncedMail {
  /** The Message-ID of the mail that came back. */
  messageId: string;
  /** Which try it was, in the header of our own. */
  attempt?: number;
  status?: string;
  action?: string;
}

const HUMAN = `This is the mail system at host relay.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.`;

/** Postfix: the whole mail comes back. */
export function postfixBounce({ messageId, attempt, status = '5.1.1', action = 'failed' }: BouncedMail): string {
  const own = attempt === undefined ? '' : `X-Spotwork-Message: ${messageId.split('@')[0]}; try=${attempt}\n`;
  return `Return-Path: <>
Date: Fri, 27 Nov 2026 10:02:11 -0700 (MST)
From: MAILER-DAEMON@relay.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: desk@clinic.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1B22C0.1795"
Message-Id: <20261127170211.55@relay.example>

This is a MIME-encapsulated message.

--4F1B22C0.1795
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

${HUMAN}

--4F1B22C0.1795
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
X-Postfix-Queue-ID: 4F1B22C0
X-Postfix-Sender: rfc822; desk@clinic.example
Arrival-Date: Fri, 27 Nov 2026 10:02:10 -0700 (MST)

Final-Recipient: rfc822; ana@mail.example
Original-Recipient: rfc822;ana@mail.example
Action: ${action}
Status: ${status}
Remote-MTA: dns; mx.mail.example
Diagnostic-Code: smtp; 550 ${status} <ana@mail.example>: Recipient address
    rejected: User unknown

--4F1B22C0.1795
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <desk@clinic.example>
Received: from desk (desk.clinic.example [192.0.2.7])
\tby relay.example (Postfix) with ESMTP id 4F1B22C0;
From: Cedar Spine <desk@clinic.example>
To: Ana <ana@mail.example>
Subject: Your appointment
Message-ID: <${messageId}>
${own}Date: Fri, 27 Nov 2026 17:02:10 +0000
Content-Type: text/plain; charset=utf-8

Hello Ana,

10:00 AM.

--4F1B22C0.1795--
`;
}

/** Exchange: only the head comes back; the status has no blank line at its end and names are written otherwise. */
export function exchangeBounce({ messageId, status = '5.1.10' }: BouncedMail): string {
  return `From: Microsoft Outlook <postmaster@tenant.example>
To: desk@clinic.example
Date: Fri, 27 Nov 2026 17:03:00 +0000
Content-Type: multipart/report; report-type="delivery-status"; boundary="_000_ndr"
Subject: Undeliverable: Your appointment
In-Reply-To: <${messageId}>
References: <${messageId}>
MIME-Version: 1.0

--_000_ndr
Content-Type: multipart/alternative; boundary="_001_ndr"

--_001_ndr
Content-Type: text/plain; charset="us-ascii"

Delivery has failed to these recipients or groups.

--_001_ndr--
--_000_ndr
Content-Type: message/delivery-status

Reporting-MTA: dns;BN6.namprd.example
Received-From-MTA: dns;relay.example
Arrival-Date: Fri, 27 Nov 2026 17:02:58 +0000

final-recipient: RFC822;ana@mail.example
action: FAILED
status: ${status}
diagnostic-code: smtp;550 ${status} RESOLVER.ADR.RecipientNotFound; not found
--_000_ndr
Content-Type: text/rfc822-headers

Received: from relay.example
Subject: Your appointment
MESSAGE-ID:
 <${messageId}>

--_000_ndr--
`;
}

/** A gateway has put its words around a report of a server that speaks UTF-8 (RFC 6533), and has encoded its parts. */
export function wrappedBounce({ messageId, status = '5.1.1' }: BouncedMail): string {
  const encoded = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64');
  return `From: postmaster@gateway.example
To: desk@clinic.example
Date: Fri, 27 Nov 2026 17:03:00 +0000
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/report; report-type=global-delivery-status; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8

No.
--inner
Content-Type: message/global-delivery-status
Content-Transfer-Encoding: base64

${encoded(`Reporting-MTA: dns; gateway.example\n\nFinal-Recipient: utf-8; ñ@mail.example\nAction: failed\nStatus: ${status}\n`)}
--inner
Content-Type: message/global-headers
Content-Transfer-Encoding: base64

${encoded(`Subject: Your appointment\nMessage-ID: <${messageId}>\n`)}
--inner--
--outer
Content-Type: text/plain

This mail was scanned.
--outer--
`;
}

/** Somebody complains with our bounce inside: it is theirs, not ours. */
export function forwardedBounce(mail: BouncedMail): string {
  return `From: ana@mail.example
To: desk@clinic.example
Date: Fri, 27 Nov 2026 17:03:00 +0000
Subject: Fwd: Undelivered
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="fwd"

--fwd
Content-Type: message/rfc822

${postfixBounce(mail)}
--fwd--
`;
}

/** Somebody answers, and has our mail below: no report of a mail server. */
export function absenceNote({ messageId }: BouncedMail): string {
  return `From: ana@mail.example
To: desk@clinic.example
Date: Fri, 27 Nov 2026 17:03:00 +0000
Subject: Out of office
In-Reply-To: <${messageId}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Action: failed
Status: 5.1.1
Message-ID: <${messageId}>
`;
}
