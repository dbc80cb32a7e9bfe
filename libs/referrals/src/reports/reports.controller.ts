import { Body, Controller, Get, HttpCode, Param, Post, Put, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, etagOf, Public, type RequestContext } from '#platform';
import {
  AcknowledgeReportInput,
  ReportInput,
  ReportLinkInput,
  ReportLinkView,
  ReportList,
  ReportView,
  SendReportInput,
} from './report.dto.js';
import { ReportPrinter } from './report-printer.service.js';
import { type PrintableReport, ReportsService } from './reports.service.js';

const PDF = 'application/pdf';
const PDF_SCHEMA = { schema: { type: 'string', format: 'binary' } } as const;

// What a report says comes from intake and session notes: whoever reads it may read those.
@ApiTags('referrals')
@Controller('api/v1')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly printer: ReportPrinter,
  ) {}

  /** Reports of a referral, newest first; 100 at most. */
  @Allow('referrals:read')
  @Get('referrals/:id/reports')
  @ApiOkResponse({ type: ReportList })
  async list(@Param('id') id: string): Promise<ReportList> {
    return { data: await this.reports.list(id), page: { hasMore: false } };
  }

  /** Makes a report from what is known of the course now; it goes out when it is sent. */
  @Allow('referrals:write', 'screening:read')
  @Post('referrals/:id/reports')
  @ApiCreatedResponse({ type: ReportView })
  async create(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: ReportInput): Promise<Answer<ReportView>> {
    return Answer.of(await this.reports.create(ctx, id, body));
  }

  /** One report and what it says. */
  @Allow('referrals:read', 'screening:read')
  @Get('reports/:id')
  @ApiOkResponse({ type: ReportView })
  async get(@Param('id') id: string): Promise<Answer<ReportView>> {
    const { view, etag } = await this.reports.get(id);
    return new Answer(view, etag);
  }

  /** The same on paper. */
  @Allow('referrals:read', 'screening:read')
  @Get('reports/:id/pdf')
  @ApiProduces(PDF)
  @ApiOkResponse(PDF_SCHEMA)
  async pdf(@Param('id') id: string): Promise<Answer<StreamableFile>> {
    const printable = await this.reports.printable(id);
    return new Answer(await this.onPaper(printable), etagOf(printable.report.version));
  }

  /** Makes a report that was not sent yet anew, from what is known now. */
  @Allow('referrals:write', 'screening:read')
  @Put('reports/:id')
  @ApiOkResponse({ type: ReportView })
  async replace(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: ReportInput): Promise<Answer<ReportView>> {
    return Answer.of(await this.reports.replace(ctx, id, body));
  }

  /** Sends it to the referrer. What it says is frozen from then on. */
  @Allow('referrals:write', 'screening:read')
  @HttpCode(200)
  @Post('reports/:id/send')
  @ApiOkResponse({ type: ReportView })
  async send(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: SendReportInput): Promise<Answer<ReportView>> {
    return Answer.of(await this.reports.send(ctx, id, body.how ?? 'message'));
  }

  /** Notes that the referrer has it, as the desk heard. */
  @Allow('referrals:write', 'screening:read')
  @HttpCode(200)
  @Post('reports/:id/acknowledge')
  @ApiOkResponse({ type: ReportView })
  async acknowledge(
    @Ctx() ctx: RequestContext,
    @Param('id') id: string,
    @Body() body: AcknowledgeReportInput,
  ): Promise<Answer<ReportView>> {
    return Answer.of(await this.reports.acknowledge(ctx, id, body.by, body.how ?? 'other'));
  }

  /** What the link of a report shows. Does not use it up. */
  @Public('a referrer who is sent a report by mail has no credential but the link')
  @HttpCode(200)
  @Post('links/report/open')
  @ApiOkResponse({ type: ReportLinkView })
  async openLink(@Ctx() ctx: RequestContext, @Body() body: ReportLinkInput): Promise<ReportLinkView> {
    return this.reports.openLink(ctx, body.token);
  }

  /** The same on paper. Does not use the link up. */
  @Public('a referrer who is sent a report by mail has no credential but the link')
  @HttpCode(200)
  @Post('links/report/pdf')
  @ApiProduces(PDF)
  @ApiOkResponse(PDF_SCHEMA)
  async linkPdf(@Ctx() ctx: RequestContext, @Body() body: ReportLinkInput): Promise<StreamableFile> {
    return this.onPaper(await this.reports.printableBehind(ctx, body.token));
  }

  /** Says through its link that a report has arrived; it works once. */
  @Public('a referrer who is sent a report by mail has no credential but the link')
  @HttpCode(204)
  @Post('links/report/acknowledge')
  @ApiNoContentResponse()
  async acknowledgeLink(@Ctx() ctx: RequestContext, @Body() body: ReportLinkInput): Promise<Answer<undefined>> {
    return Answer.of(await this.reports.acknowledgeLink(ctx, body.token));
  }

  /** Its file name says when, not of whom. */
  private async onPaper({ report, content }: PrintableReport): Promise<StreamableFile> {
    const bytes = await this.printer.print(report, content);
    const disposition = `attachment; filename="${content.kind}-report-${content.madeOn}.pdf"`;
    return new StreamableFile(bytes, { type: PDF, disposition, length: bytes.length });
  }
}
