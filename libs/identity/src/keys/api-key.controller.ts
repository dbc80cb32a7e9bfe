import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { parseInstant } from '#kernel';
import { Allow, Answer, Ctx, DEFAULT_LIMIT, type Page, PageQuery, type RequestContext } from '#platform';
import { ApiKeyPage, ApiKeyRequest, type ApiKeyView, NewApiKeyView } from './api-key.dto.js';
import { ApiKeyService } from './api-key.service.js';

@ApiTags('api-keys')
@Controller('api/v1/api-keys')
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  /** All keys, revoked ones included, without their secrets. */
  @Allow('keys:read')
  @Get()
  @ApiOkResponse({ type: ApiKeyPage })
  async list(@Query() query: PageQuery): Promise<Page<ApiKeyView>> {
    return this.keys.list(query.limit ?? DEFAULT_LIMIT, query.cursor);
  }

  /** Makes a key for another program. The answer shows it once. */
  @Allow('keys:write')
  @Post()
  @ApiCreatedResponse({ type: NewApiKeyView })
  async create(@Ctx() ctx: RequestContext, @Body() body: ApiKeyRequest): Promise<Answer<NewApiKeyView>> {
    const expiresAt = body.expiresAt === undefined ? undefined : parseInstant(body.expiresAt);
    return Answer.of(await this.keys.create(ctx, { name: body.name, scopes: body.scopes, expiresAt }));
  }

  /** Takes a key away, at once; repeating it changes nothing. */
  @Allow('keys:write')
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async revoke(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<undefined>> {
    return Answer.of(await this.keys.revoke(ctx, id));
  }
}
