import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../policy.js';
import { HealthState } from './health.state.js';

@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(@Inject(HealthState) private readonly state: HealthState) {}

  /** The process answers. */
  @Public('a balancer asks before it has a credential')
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 only for the database, the migrations or the first seed; anything else is degraded, with 200, and named. */
  @Public('a balancer asks before it has a credential')
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = await this.state.report();
    reply
      .status(report.status === 'unavailable' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(report);
  }
}
