import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { personName, shortService } from '../names';
import { get, post, ProblemError, problemOf } from './client';
import type {
  BoardDay,
  Ledger,
  LocalDate,
  Location,
  Mail,
  Message,
  Named,
  Page,
  Patient,
  Practitioner,
  Referral,
  ReferralColumn,
  ReferralDetail,
  ReferralSettings,
  Room,
  SearchRequest,
  SearchResult,
  Service,
  SettingsVersion,
  User,
  Visit,
} from './types';

/** With the name that fits into a block of the board. */
export type CatalogService = Service & { short: string };

/** Everything about the clinic that changes rarely, with the maps that every screen looks names up in. */
export interface Catalog {
  locations: Location[];
  services: CatalogService[];
  techniques: Named[];
  areas: Named[];
  rooms: Room[];
  practitioners: Practitioner[];
  serviceById: Map<string, CatalogService>;
  roomById: Map<string, Room>;
  practitionerById: Map<string, Practitioner>;
  areaByCode: Map<string, Named>;
  techniqueByCode: Map<string, Named>;
}

const list = <T>(path: string) => get<Page<T>>(path, { limit: 200 }).then((page) => page.data);

async function loadCatalog(): Promise<Catalog> {
  const [locations, rawServices, techniques, areas, rooms, rawPractitioners] = await Promise.all([
    list<Location>('/locations'),
    list<Service>('/services'),
    list<Named>('/techniques'),
    list<Named>('/areas'),
    list<Room>('/rooms'),
    list<Practitioner>('/practitioners'),
  ]);
  const services = rawServices.map((service) => ({ ...service, short: shortService(service) }));
  const practitioners = rawPractitioners.map((one) => ({ ...one, displayName: personName(one.displayName) }));
  return {
    locations,
    services,
    techniques,
    areas,
    rooms,
    practitioners,
    serviceById: new Map(services.map((service) => [service.id, service])),
    roomById: new Map(rooms.map((room) => [room.id, room])),
    practitionerById: new Map(practitioners.map((practitioner) => [practitioner.id, practitioner])),
    areaByCode: new Map(areas.map((area) => [area.code, area])),
    techniqueByCode: new Map(techniques.map((technique) => [technique.code, technique])),
  };
}

/** `null`: nobody is signed in. */
async function loadSession(): Promise<User | null> {
  try {
    return (await get<{ user: User }>('/session')).user;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return null;
    throw error;
  }
}

export interface MessageFilter {
  status?: string;
  kind?: string;
  from?: LocalDate;
  to?: LocalDate;
  visitId?: string;
  patientId?: string;
  practitionerId?: string;
  channel?: string;
  /** Of what is no visit. */
  aboutId?: string;
}

export const keys = {
  session: ['session'] as const,
  catalog: ['catalog'] as const,
  board: ['board'] as const,
  visit: ['visit'] as const,
  search: ['search'] as const,
  patients: ['patients'] as const,
  patient: ['patient'] as const,
  patientVisits: ['patient-visits'] as const,
  review: ['review'] as const,
  visitRequests: ['visit-requests'] as const,
  referrals: ['referrals'] as const,
  referralSettings: ['referral-settings'] as const,
  messages: ['messages'] as const,
  messageSettings: ['message-settings'] as const,
  messageWording: ['message-wording'] as const,
  mailbox: ['mailbox'] as const,
  notifications: ['notifications'] as const,
  notificationPreferences: ['notification-preferences'] as const,
  screening: ['screening'] as const,
  clearances: ['clearances'] as const,
  clearanceRequests: ['clearance-requests'] as const,
  screeningRules: ['screening-rules'] as const,
  intakes: ['intakes'] as const,
  notes: ['notes'] as const,
};

/** Nobody looks at more in one go. */
export const MOST_TO_REVIEW = 99;

/** Cards of a column of the referrals board that are loaded in one go. */
const CARDS_AT_ONCE = 50;

export const queries = {
  session: queryOptions({ queryKey: keys.session, queryFn: loadSession, staleTime: Infinity, retry: false }),
  catalog: queryOptions({ queryKey: keys.catalog, queryFn: loadCatalog, staleTime: 10 * 60_000, structuralSharing: false }),
  board: (locationId: string, date: LocalDate) =>
    queryOptions({
      queryKey: [...keys.board, locationId, date],
      queryFn: ({ signal }) => get<BoardDay>('/board', { locationId, date }, signal),
    }),
  closures: (locationId: string, date: LocalDate) =>
    queryOptions({
      queryKey: [...keys.board, locationId, date, 'closures'],
      queryFn: ({ signal }) => get<Page<{ reason?: string }>>('/closures', { locationId, from: date, to: date }, signal),
    }),
  visit: (id: string) =>
    queryOptions({ queryKey: [...keys.visit, id], queryFn: ({ signal }) => get<Visit>(`/visits/${id}`, undefined, signal) }),
  search: (request: SearchRequest) =>
    queryOptions({
      queryKey: [...keys.search, request],
      queryFn: ({ signal }) => post<SearchResult>('/availability/search', request, { signal, idempotencyKey: undefined }),
      staleTime: 5_000,
      gcTime: 60_000,
    }),
  patients: (q: string) =>
    queryOptions({
      queryKey: [...keys.patients, q],
      queryFn: ({ signal }) => get<Page<Patient>>('/patients', { q, limit: 20 }, signal),
    }),
  patient: (id: string) =>
    queryOptions({ queryKey: [...keys.patient, id], queryFn: ({ signal }) => get<Patient>(`/patients/${id}`, undefined, signal) }),
  patientVisits: (patientId: string, from: LocalDate, to: LocalDate) =>
    queryOptions({
      queryKey: [...keys.patientVisits, patientId, from, to],
      queryFn: ({ signal }) => get<Page<Visit>>('/visits', { patientId, from, to }, signal),
    }),
  /** Whenever they are or were. */
  allVisitsOf: (patientId: string) =>
    queryOptions({
      queryKey: [...keys.patientVisits, patientId],
      queryFn: ({ signal }) => get<Page<Visit>>('/visits', { patientId, limit: 200 }, signal),
    }),
  visitsToReview: queryOptions({
    queryKey: keys.review,
    queryFn: ({ signal }) => get<Page<Visit>>('/visits', { needsReview: true, limit: MOST_TO_REVIEW }, signal),
  }),
  referrals: (patientId: string) =>
    queryOptions({
      queryKey: [...keys.referrals, patientId],
      queryFn: ({ signal }) => get<Page<Referral>>('/referrals', { patientId }, signal),
    }),
  referral: (id: string) =>
    queryOptions({
      queryKey: [...keys.referrals, 'one', id],
      queryFn: ({ signal }) => get<ReferralDetail>(`/referrals/${id}`, undefined, signal),
    }),
  referralBoard: queryOptions({
    queryKey: [...keys.referrals, 'board'],
    queryFn: ({ signal }) => get<{ columns: ReferralColumn[] }>('/referrals/board', { limit: CARDS_AT_ONCE }, signal),
  }),
  /** One column of the board, page by page. */
  referralColumn: (key: string) =>
    infiniteQueryOptions({
      queryKey: [...keys.referrals, 'board', 'column', key],
      queryFn: async ({ pageParam, signal }) => {
        const query = { column: key, limit: CARDS_AT_ONCE, cursor: pageParam };
        return (await get<{ columns: ReferralColumn[] }>('/referrals/board', query, signal)).columns[0]!;
      },
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ page }) => (page.hasMore ? page.next : undefined),
    }),
  referralSettings: queryOptions({
    queryKey: keys.referralSettings,
    queryFn: ({ signal }) => get<ReferralSettings>('/referrals/settings', undefined, signal),
  }),
  referralSettingsHistory: queryOptions({
    queryKey: [...keys.referralSettings, 'history'],
    queryFn: ({ signal }) => get<Page<SettingsVersion>>('/referrals/settings/history', undefined, signal),
  }),
  ledger: (referralId: string) =>
    queryOptions({
      queryKey: [...keys.referrals, 'ledger', referralId],
      queryFn: ({ signal }) => get<Ledger>(`/referrals/${referralId}/ledger`, undefined, signal),
    }),
  messages: (filter: MessageFilter) =>
    queryOptions({
      queryKey: [...keys.messages, filter],
      queryFn: ({ signal }) => get<Page<Message>>('/messages', { ...filter, limit: 200 }, signal),
    }),
  mailbox: queryOptions({ queryKey: keys.mailbox, queryFn: ({ signal }) => get<{ data: Mail[] }>('/mailbox', undefined, signal) }),
};

/** Refusals are answers; only silence and faults of the server are worth a second try. */
export function worthRetrying(failures: number, error: Error): boolean {
  const { status } = problemOf(error).problem;
  return failures < 2 && (status === 0 || status >= 500);
}
