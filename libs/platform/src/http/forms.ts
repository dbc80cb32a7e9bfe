import { RouteConfig } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
/** More fields than any form that is taken here has. */
const MAX_FIELDS = 100;

/**
 * Lets a route take a form beside JSON: for programs of other makers that post nothing else. It must not be a route that a
 * cookie opens: any page can make a browser send a form.
 */
export const AcceptsForm = () => RouteConfig({ acceptsForm: true });

/** A form becomes an object of texts, which the validators see as they would see JSON. */
export function addFormParsers(fastify: FastifyInstance): void {
  const parser = (parse: (text: string, type: string) => Record<string, string>) => {
    return (request: FastifyRequest, text: string | Buffer, done: (error: Error | null, body?: unknown) => void) => {
      const type = request.headers['content-type'] ?? '';
      const { acceptsForm } = request.routeOptions.config as { acceptsForm?: boolean };
      if (!acceptsForm) return done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(type));
      done(null, parse(String(text), type));
    };
  };
  fastify.addContentTypeParser(FORM, { parseAs: 'string' }, parser(fieldsOf));
  fastify.addContentTypeParser(MULTIPART, { parseAs: 'string' }, parser(partsOf));
}

/** Of a name that comes twice the first one counts. */
function fieldsOf(text: string): Record<string, string> {
  return collected([...new URLSearchParams(text)]);
}

/** Fields of text only: nobody here takes files. */
function partsOf(text: string, type: string): Record<string, string> {
  const boundary = /boundary="?([^";]{1,70})"?/i.exec(type)?.[1];
  if (boundary === undefined) return {};
  const fields = text.split(`--${boundary}`).flatMap((part): [string, string][] => {
    const end = part.indexOf('\r\n\r\n');
    const name = end < 0 ? undefined : /^content-disposition:\s*form-data;.*\bname="([^"]*)"/im.exec(part.slice(0, end))?.[1];
    return name === undefined ? [] : [[name, part.slice(end + 4).replace(/\r\n$/, '')]];
  });
  return collected(fields);
}

function collected(fields: readonly (readonly [string, string])[]): Record<string, string> {
  // No prototype: a field may be called like anything.
  const all = Object.create(null) as Record<string, string>;
  for (const [name, value] of fields.slice(0, MAX_FIELDS)) all[name] ??= value;
  return all;
}
