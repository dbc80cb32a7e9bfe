import { Controller, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError, invalidField } from '#kernel';
import { AcceptsForm, CONFIG, type Config, Ctx, Public, type RequestContext, type SmsProvider } from '#platform';
import { smsProviderOf } from '../channels/sms.settings.js';
import { InboundTexts } from './inbound-texts.service.js';
import { ProviderReports } from './provider-reports.service.js';
import { reportOf } from './report.rules.js';
import { twiml } from './reply.rules.js';
import { isSignedBy } from './signature.js';

const REASON = 'the provider of texts signs what it sends with the token of its account';

/** What only the provider calls. Its requests are forms with whatever fields it likes; nothing is believed before the signature. */
@ApiExcludeController()
@Controller('api/v1/sms')
export class SmsProviderController {
  private readonly provider?: SmsProvider;

  constructor(
    private readonly reports: ProviderReports,
    private readonly inbound: InboundTexts,
    @Inject(CONFIG) private readonly config: Pick<Config, 'smsUrl' | 'publicUrl'>,
  ) {
    this.provider = smsProviderOf(config);
  }

  /** What became of a text: `?message=` is its id. */
  @Public(REASON, { signed: true })
  @AcceptsForm()
  @HttpCode(204)
  @Post('status')
  async status(@Req() request: FastifyRequest): Promise<void> {
    const fields = this.signed(request);
    const { message } = request.query as Record<string, unknown>;
    const report = reportOf(fields);
    if (typeof message === 'string' && message.length <= 100 && report) await this.reports.hear(message, report);
  }

  /** Somebody has written a text. */
  @Public(REASON, { signed: true })
  @AcceptsForm()
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  @Post('inbound')
  async receive(@Ctx() ctx: RequestContext, @Req() request: FastifyRequest): Promise<string> {
    const fields = this.signed(request);
    const providerId = fields['MessageSid'] ?? fields['SmsSid'] ?? '';
    if (!/^\w{1,64}$/.test(providerId)) throw invalidField('/MessageSid', 'id', 'Send the id of the message.');
    const reply = await this.inbound.receive(ctx.now, {
      providerId,
      from: fields['From'] ?? '',
      body: fields['Body'] ?? '',
      optOutType: fields['OptOutType'],
    });
    return twiml(reply);
  }

  private signed(request: FastifyRequest): Record<string, string> {
    const fields = textsOf(request.body);
    const url = `${this.config.publicUrl}${request.originalUrl}`;
    const isSigned = this.provider && isSignedBy(this.provider.authToken, url, fields, request.headers['x-twilio-signature']);
    if (!isSigned)
      throw new DomainError('forbidden', 'signature-wrong', { detail: 'This is not signed with the token of SMS_URL for this address.' });
    return fields;
  }
}

function textsOf(body: unknown): Record<string, string> {
  if (body === null || typeof body !== 'object') return {};
  return Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
