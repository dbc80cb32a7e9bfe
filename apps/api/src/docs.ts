import { SwaggerModule, DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { routesOf } from '#identity';
import type { Config, RoutePolicy } from '#platform';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const DESCRIPTION = `Paired visits: search, hold, book, move and cancel a host appointment with its 15 minutes of spot work as one.

- Errors are problem documents (RFC 9457): switch on \`code\`; \`errors\` points at the fields.
- A single resource carries an \`ETag\`. What changes it asks for that tag in \`If-Match\`: 428 without, 412 when somebody else was faster.
- Every \`POST\` takes an \`Idempotency-Key\`: repeated within 24 hours, it gets the first answer again.
- Lists take \`limit\` and \`cursor\`, the \`page.next\` of the page before.
- Times are RFC 3339 with an offset; dates are those of the location. A field that is null counts as left out.`;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The OpenAPI 3.1 description of everything that the controllers declare. */
export function describeApi(app: NestFastifyApplication, config: Pick<Config, 'publicUrl'>): OpenAPIObject {
  const options = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Spotwork scheduling API')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(config.publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer <key>`.' }, 'apiKey')
    .addSecurityRequirements('apiKey')
    .build();
  const document = SwaggerModule.createDocument(app, options, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const policies = new Map(routesOf(app).map((route) => [`${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`, route.policy]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      // Routes whose name says it all carry no comment in their controller.
      operation.summary ??= summaryOf(method, path);
      if (takesNothing(operation, document)) (operation.requestBody as { required: boolean }).required = false;
      withPolicy(operation, policies.get(`${method.toUpperCase()} ${path}`));
    }
  }
  tidySchemas(document);
  return withProblems(document);
}

/**
 * The compiler hands out the members of a union in an order of its own, which changes from build to build, and knows one
 * kind of number where this API has whole ones only.
 */
function tidySchemas(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  const whole = (type: unknown) => (type === 'number' ? 'integer' : type);
  if ('type' in schema) schema['type'] = Array.isArray(schema['type']) ? schema['type'].map(whole) : whole(schema['type']);
  for (const [key, value] of Object.entries(schema)) {
    // A copy: it may be the very array that the code declares its values with.
    if (key === 'enum' && Array.isArray(value)) schema[key] = [...(value as unknown[])].sort();
    else tidySchemas(value);
  }
}

/** A body without required fields may be left out. */
function takesNothing(operation: Operation, document: OpenAPIObject): boolean {
  const content = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : {};
  const schema = content['application/json']?.schema;
  const name = schema && '$ref' in schema ? schema.$ref.split('/').at(-1)! : '';
  const body = document.components?.schemas?.[name];
  return body !== undefined && 'properties' in body && !body.required?.length;
}

/** `GET /rooms/{id}` → "One room."; `POST /visits/{id}/legs/{legId}/arrive` → "Leg: arrive." */
function summaryOf(method: (typeof METHODS)[number], path: string): string {
  const parts = path.split('/').slice(3);
  const last = parts.at(-1)!;
  const words = (part: string) => part.replaceAll('-', ' ');
  const one = (part: string) => words(part).replace(/s$/, '');
  const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  if (method === 'post' && parts.at(-2)?.startsWith('{')) return sentence(`${one(parts.at(-3)!)}: ${words(last)}`);
  const subject = last.startsWith('{') ? one(parts.at(-2)!) : words(last);
  if (method === 'get') return last.startsWith('{') ? `One ${subject}.` : sentence(subject);
  return sentence(`${{ put: 'replace', post: 'add', delete: 'remove', patch: 'change' }[method]} ${subject}`);
}

/** The guard's own policy is what the description says: who may call, and with which scope. */
function withPolicy(operation: Operation, policy: RoutePolicy | undefined): void {
  if (policy?.kind === 'public') operation.security = [];
  if (policy?.kind !== 'scope') return;
  operation.description = [operation.description, `Scope: ${policy.scopes.map((scope) => `\`${scope}\``).join(' and ')}.`]
    .filter(Boolean)
    .join('\n\n');
}

/** Every operation may answer with a problem document; it is declared once here instead of at each route. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  document.components.schemas ??= {};
  document.components.schemas['Problem'] = {
    type: 'object',
    required: ['type', 'title', 'status', 'code'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string', description: 'What clients switch on.' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      errors: {
        type: 'array',
        items: { type: 'object', properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } } },
      },
    },
  };
  document.components.responses = {
    Refused: problem('Refused: see `code`.'),
    Failed: problem('Not possible right now (503, see `Retry-After`), or our fault (500).'),
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      operation.responses['4XX'] ??= { $ref: '#/components/responses/Refused' };
      operation.responses['5XX'] ??= { $ref: '#/components/responses/Failed' };
    }
  }
  return document;
}

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

/** Serves the description at `/api/v1/openapi.json`. */
export function mountDescription(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  let text: string | undefined;
  fastify.get('/api/v1/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(describeApi(app, config));
    return reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
}

/** What the reference loads, from here only; it may call the API that it describes. */
const REFERENCE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves a readable reference at `/api/docs`. */
export function mountReference(app: NestFastifyApplication, config: Config): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api/docs')) reply.header('content-security-policy', REFERENCE_CSP);
    done();
  });
  SwaggerModule.setup('api/docs', app, () => describeApi(app, config), {
    customSiteTitle: 'Spotwork API',
    jsonDocumentUrl: 'api/docs/openapi.json',
    // Only what is in sight is in the page, so that the browser's own search finds little.
    swaggerOptions: { filter: true },
  });
}
