import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { notFound } from '#kernel';
import { Allow, Answer, Cursors, etagOf, PageQuery, type Page } from '#platform';
import { ClinicService } from '../clinic.service.js';
import {
  AreaList,
  LocationList,
  LocationView,
  locationView,
  PractitionerList,
  PractitionerListQuery,
  PractitionerView,
  practitionerView,
  RoomList,
  RoomListQuery,
  RoomView,
  roomView,
  ServiceList,
  ServiceView,
  serviceView,
  TechniqueList,
} from './catalog.dto.js';

/** What the clinic is made of. Answered from the snapshot, which holds all of it in the order of ids. */
@ApiTags('Clinic')
@Controller('api/v1')
export class CatalogController {
  constructor(
    private readonly clinic: ClinicService,
    private readonly cursors: Cursors,
  ) {}

  @Get('locations')
  @Allow('clinic:read')
  @ApiOkResponse({ type: LocationList })
  async locations(@Query() query: PageQuery): Promise<LocationList> {
    const { locations } = await this.clinic.snapshot();
    return this.page(['locations'], query, [...locations.values()], (l) => l.id, locationView);
  }

  @Get('locations/:id')
  @Allow('clinic:read')
  @ApiOkResponse({ type: LocationView })
  async location(@Param('id') id: string): Promise<Answer<LocationView>> {
    const found = (await this.clinic.snapshot()).locations.get(id);
    if (!found) throw notFound('location');
    return new Answer(locationView(found), etagOf(found.version));
  }

  @Get('rooms')
  @Allow('clinic:read')
  @ApiOkResponse({ type: RoomList })
  async rooms(@Query() query: RoomListQuery): Promise<RoomList> {
    const { rooms } = await this.clinic.snapshot();
    const wanted = rooms.filter((room) => query.locationId === undefined || room.locationId === query.locationId);
    return this.page(['rooms', query.locationId], query, wanted, (room) => room.id, roomView);
  }

  @Get('rooms/:id')
  @Allow('clinic:read')
  @ApiOkResponse({ type: RoomView })
  async room(@Param('id') id: string): Promise<Answer<RoomView>> {
    const found = (await this.clinic.snapshot()).rooms.find((room) => room.id === id);
    if (!found) throw notFound('room');
    return new Answer(roomView(found), etagOf(found.version));
  }

  @Get('services')
  @Allow('clinic:read')
  @ApiOkResponse({ type: ServiceList })
  async services(@Query() query: PageQuery): Promise<ServiceList> {
    const { services } = await this.clinic.snapshot();
    return this.page(['services'], query, [...services.values()], (service) => service.id, serviceView);
  }

  @Get('services/:id')
  @Allow('clinic:read')
  @ApiOkResponse({ type: ServiceView })
  async service(@Param('id') id: string): Promise<Answer<ServiceView>> {
    const found = (await this.clinic.snapshot()).services.get(id);
    if (!found) throw notFound('service');
    return new Answer(serviceView(found), etagOf(found.version));
  }

  @Get('techniques')
  @Allow('clinic:read')
  @ApiOkResponse({ type: TechniqueList })
  async techniques(@Query() query: PageQuery): Promise<TechniqueList> {
    const { techniques } = await this.clinic.snapshot();
    return this.page(['techniques'], query, [...techniques.values()], (technique) => technique.code, same);
  }

  @Get('areas')
  @Allow('clinic:read')
  @ApiOkResponse({ type: AreaList })
  async areas(@Query() query: PageQuery): Promise<AreaList> {
    const { areas } = await this.clinic.snapshot();
    return this.page(['areas'], query, [...areas.values()], (area) => area.code, same);
  }

  @Get('practitioners')
  @Allow('clinic:read')
  @ApiOkResponse({ type: PractitionerList })
  async practitioners(@Query() query: PractitionerListQuery): Promise<PractitionerList> {
    const { practitioners } = await this.clinic.snapshot();
    const wanted = [...practitioners.values()].filter(
      (p) =>
        (query.locationId === undefined || p.locationIds.includes(query.locationId)) &&
        (query.discipline === undefined || p.discipline === query.discipline),
    );
    return this.page(['practitioners', query.locationId, query.discipline], query, wanted, (p) => p.id, practitionerView);
  }

  @Get('practitioners/:id')
  @Allow('clinic:read')
  @ApiOkResponse({ type: PractitionerView })
  async practitioner(@Param('id') id: string): Promise<Answer<PractitionerView>> {
    const found = (await this.clinic.snapshot()).practitioners.get(id);
    if (!found) throw notFound('practitioner');
    return new Answer(practitionerView(found), etagOf(found.version));
  }

  /** A page of items that are sorted by `key`; a cursor is good for the same `filter` only. */
  private page<T, V>(
    filter: readonly (string | undefined)[],
    query: PageQuery,
    items: readonly T[],
    key: (item: T) => string,
    view: (item: T) => V,
  ): Page<V> {
    const limit = query.limit!;
    const after = this.cursors.read(query.cursor, filter)?.[0];
    const rest = after === undefined ? items : items.filter((item) => key(item) > String(after));
    return this.cursors.page(rest.slice(0, limit + 1), limit, filter, (item) => [key(item)], view);
  }
}

function same<T>(item: T): T {
  return item;
}
