import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** The parts of JSON Schema that the API description uses. */
export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string | string[];
  enum?: string[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: Schema;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

export interface Operation {
  /** `POST /api/v1/visits` */
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body?: Schema;
  bodyRequired: boolean;
  responses: Record<string, Content>;
  /** No credential is asked for. */
  isPublic: boolean;
}

interface Document {
  paths: Record<string, Record<string, Omit<Operation, 'body'> & { requestBody?: Content & { required?: boolean }; security?: unknown[] }>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Content> };
}

/** The served description, as what can be called and what may come back. */
export class ApiDescription {
  readonly operations: Operation[];
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: Document) {
    this.ajv.addSchema({ $id: 'api', components: closed(document.components) });
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        ...operation,
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        body: operation.requestBody?.content?.['application/json']?.schema,
        bodyRequired: operation.requestBody?.required ?? false,
        isPublic: operation.security?.length === 0,
      })),
    );
  }

  /** The schema without references and wrappers on its outermost level. */
  resolve(schema: Schema): Schema {
    if (schema.$ref) return this.resolve(this.document.components.schemas[schema.$ref.split('/').at(-1)!]!);
    if (schema.allOf) return schema.allOf.map((part) => this.resolve(part)).reduce((all, part) => ({ ...all, ...part }));
    return schema;
  }

  /** The declared answer for this status, or for its class. */
  answerFor(operation: Operation, status: number): Content | undefined {
    const declared = operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`];
    const reference = (declared as Schema | undefined)?.$ref;
    return reference ? this.document.components.responses[reference.split('/').at(-1)!] : declared;
  }

  /** What is wrong with a body, in the words of the validator; `undefined` when nothing is. */
  mismatch(schema: Schema, body: unknown): string | undefined {
    const key = JSON.stringify(schema);
    let validate = this.validators.get(key);
    if (!validate) this.validators.set(key, (validate = this.ajv.compile(referring(schema))));
    return validate(body) ? undefined : this.ajv.errorsText(validate.errors);
  }
}

/** Points a schema of a path at the registered components. */
function referring(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as Schema;
}

/** Answers may carry declared fields only, whatever the description leaves open: an undeclared one is a leak. */
function closed<T>(node: T): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(closed) as T;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)])) as Schema;
  if (copy.properties && copy.type === 'object' && copy.additionalProperties === undefined) copy.additionalProperties = false;
  return copy as T;
}
