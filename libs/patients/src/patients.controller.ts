import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { invalidField } from '#kernel';
import { Allow, Answer, Ctx, DEFAULT_LIMIT, etagOf, type RequestContext } from '#platform';
import { CreatePatientBody, PatientList, PatientsQuery, PatientView, toInput, toView, UpdatePatientBody } from './patients.dto.js';
import { PatientsService } from './patients.service.js';

@ApiTags('patients')
@Controller('api/v1/patients')
export class PatientsController {
  constructor(private readonly patients: PatientsService) {}

  /** Adds a patient. */
  @Allow('patients:write')
  @Post()
  @ApiCreatedResponse({ type: PatientView })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreatePatientBody): Promise<Answer<PatientView>> {
    return Answer.of(await this.patients.create(ctx, toInput(body)));
  }

  /** Finds patients by name, phone, e-mail or birth date; without `q` all, by family name. */
  @Allow('patients:read')
  @Get()
  @ApiOkResponse({ type: PatientList })
  async list(@Query() query: PatientsQuery): Promise<PatientList> {
    return this.patients.list(query.q ?? '', query.limit ?? DEFAULT_LIMIT, query.cursor);
  }

  /** One patient. */
  @Allow('patients:read')
  @Get(':id')
  @ApiOkResponse({ type: PatientView })
  async get(@Param('id') id: string): Promise<Answer<PatientView>> {
    const patient = await this.patients.get(id);
    return new Answer(toView(patient), etagOf(patient.version));
  }

  /** Replaces what is known about a patient: a field that is left out becomes empty. */
  @Allow('patients:write')
  @Put(':id')
  @ApiOkResponse({ type: PatientView })
  async replace(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: UpdatePatientBody): Promise<Answer<PatientView>> {
    if (body.id !== undefined && body.id !== id)
      throw invalidField('/id', 'id-mismatch', 'The body is about another patient than the address.');
    return Answer.of(await this.patients.replace(ctx, id, toInput(body)));
  }
}
