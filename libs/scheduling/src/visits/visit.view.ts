import { Injectable } from '@nestjs/common';
import { ClinicService, type Location } from '#clinic';
import { instantFormatter } from '#kernel';
import { type Patient, PatientsService } from '#patients';
import type { Reader } from '#platform';
import { type VisitView } from './visit.view.dto.js';
import type { Visit } from './visit.types.js';

/** What leaves of a visit: instants in the location's offset, the patient by name. */
@Injectable()
export class VisitViews {
  constructor(
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
  ) {}

  async one(reader: Reader, visit: Visit): Promise<VisitView> {
    const location = (await this.clinic.snapshot(reader)).locations.get(visit.locationId)!;
    return this.of(visit, location, await this.patients.require(reader, visit.patientId));
  }

  /** For whoever has read the clinic and the patient already. */
  of(visit: Visit, location: Pick<Location, 'timeZone'>, patient: Pick<Patient, 'displayName'>): VisitView {
    return toView(visit, location.timeZone, patient.displayName);
  }

  async many(reader: Reader, visits: readonly Visit[]): Promise<VisitView[]> {
    const snapshot = await this.clinic.snapshot(reader);
    const patients = await this.patients.byIds(reader, [...new Set(visits.map((visit) => visit.patientId))]);
    return visits.map((visit) => {
      const zone = snapshot.locations.get(visit.locationId)!.timeZone;
      return toView(visit, zone, patients.get(visit.patientId)?.displayName ?? '');
    });
  }
}

function toView(visit: Visit, timeZone: string, patientName: string): VisitView {
  const at = instantFormatter(timeZone);
  return {
    id: visit.id,
    version: visit.version,
    status: visit.status,
    needsReview: visit.needsReview,
    releaseAt: visit.releaseAt === undefined ? undefined : at(visit.releaseAt),
    patient: { id: visit.patientId, displayName: patientName },
    locationId: visit.locationId,
    timeZone,
    start: at(visit.start),
    end: at(visit.end),
    referralId: visit.referralId,
    plan: visit.plan,
    legs: visit.legs.map((leg) => ({
      id: leg.id,
      serviceId: leg.serviceId,
      practitionerId: leg.practitionerId,
      roomId: leg.roomId,
      start: at(leg.start),
      end: at(leg.end),
      status: leg.status,
    })),
    createdAt: at(visit.createdAt),
    updatedAt: at(visit.updatedAt),
  };
}
