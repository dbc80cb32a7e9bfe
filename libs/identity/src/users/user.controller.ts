import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, DEFAULT_LIMIT, type Page, PageQuery, type RequestContext } from '#platform';
import { InvitationRequest, InvitationView, UserPage, type UserView } from './user.dto.js';
import { UserService } from './user.service.js';

@ApiTags('users')
@Controller('api/v1/users')
export class UserController {
  constructor(private readonly users: UserService) {}

  /** People who can sign in or were invited, in the order in which they were added. */
  @Allow('users:read')
  @Get()
  @ApiOkResponse({ type: UserPage })
  async list(@Query() query: PageQuery): Promise<Page<UserView>> {
    return this.users.list(query.limit ?? DEFAULT_LIMIT, query.cursor);
  }

  /** Invites a person. The answer carries the link once; hand it to them. Inviting again replaces an unused link. */
  @Allow('users:write')
  @Post('invitations')
  @ApiCreatedResponse({ type: InvitationView })
  async invite(@Ctx() ctx: RequestContext, @Body() body: InvitationRequest): Promise<Answer<InvitationView>> {
    return Answer.of(await this.users.invite(ctx, body));
  }
}
