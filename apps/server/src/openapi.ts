import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import answers from './answers.json' with { type: 'json' };
import { isPersonal, LOOKS_AT_NO_ETAG, MAY_CONFLICT, SIGNED } from './openapi-refusals.js';

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;
type Responses = Operation['responses'];

/** What each operation answers, read from the types by `npm run docs`. */
const answered: {
  readonly operations: Readonly<Record<string, object>>;
  readonly schemas: Readonly<Record<string, object>>;
} = answers;

const JSON_BODY = 'application/json';
const SUCCESS = 'Done.';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The API's description, as the running server knows it: OpenAPI 3.1. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('art33')
    .setDescription(
      'Incidents, notices, cases. Instants are RFC 3339; errors are RFC 9457 problems of type `urn:art33:problem:<code>`. ' +
        'Send `Idempotency-Key` with writes, `If-Match` with edits, and `Art33-Position` to read your own write.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token, made with `art33 token`' })
    .addApiKey(
      {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-art33',
        description: 'The session of a person; writes need `Art33-CSRF`',
      },
      'session',
    )
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return withShared(document);
}

/** The page at /api, and the document at /api/openapi.json. */
export function serveApiPage(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => openApiOf(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'art33 API',
  });
}

/** Adds what all routes share, and what each answers. */
function withShared(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const operations = METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [[method, described(operation, method, path)] as const] : [];
    });
    return [path, { ...item, ...Object.fromEntries(operations) }] as const;
  });
  const { schemas, ...components } = document.components ?? {};
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: {
      ...components,
      ...SHARED,
      schemas: { ...schemas, ...answered.schemas, Problem: PROBLEM },
    },
  };
}

function described(operation: Operation, method: (typeof METHODS)[number], path: string): Operation {
  const { operationId = '', parameters = [], responses } = operation;
  const writes = method !== 'get';
  const schema = answered.operations[operationId];
  const success = Object.entries(responses).map(([status, response]) => [
    status,
    {
      ...response,
      description: SUCCESS,
      ...(writes && { headers: WRITTEN_HEADERS }),
      ...(schema && { content: { [JSON_BODY]: { schema } } }),
    },
  ]);
  const isFiltered = parameters.some((parameter) => 'in' in parameter && parameter.in === 'query');
  return {
    ...operation,
    parameters: [...parameters, ...(writes ? WRITE_HEADERS : READ_HEADERS)],
    responses: {
      ...(Object.fromEntries(success) as Responses),
      ...problemsOf(`${method.toUpperCase()} ${path.replace(/^\/api\/v1\//, '')}`, writes, writes || isFiltered),
    },
  };
}

/** What an operation may refuse; whatever else may happen to any of them stands under `default`. */
const problemsOf = (name: string, writes: boolean, takesFields: boolean): Responses => ({
  401: { $ref: '#/components/responses/NotAuthenticated' },
  ...(!SIGNED.has(name) && {
    ...((writes || !isPersonal(name)) && { 403: { $ref: '#/components/responses/NotAllowed' } }),
    ...(name.includes('{') && { 404: { $ref: '#/components/responses/NotFound' } }),
  }),
  ...(MAY_CONFLICT.has(name) && { 409: { $ref: '#/components/responses/Conflict' } }),
  ...(writes &&
    !LOOKS_AT_NO_ETAG.has(name) &&
    !isPersonal(name) && { 412: { $ref: '#/components/responses/ChangedMeanwhile' } }),
  ...(takesFields && { 422: { $ref: '#/components/responses/Invalid' } }),
  default: { $ref: '#/components/responses/OtherProblem' },
});

const WRITTEN_HEADERS = {
  'Art33-Position': {
    description: 'Send it with the next request to read what was written.',
    schema: { type: 'string' },
  },
};
const READ_HEADERS = [{ $ref: '#/components/parameters/Position' }];
const WRITE_HEADERS = [
  { $ref: '#/components/parameters/IdempotencyKey' },
  { $ref: '#/components/parameters/IfMatch' },
  ...READ_HEADERS,
];

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: false,
  description,
  schema: { type: 'string' },
});

const SHARED: OpenAPIObject['components'] = {
  parameters: {
    IdempotencyKey: header(
      'Idempotency-Key',
      'The same key with the same request leads to one write and the same answer, however often it is sent.',
    ),
    IfMatch: header(
      'If-Match',
      'The ETag of the record as it was read: refused with 412 where somebody of the organisation edited it since.',
    ),
    Position: header('Art33-Position', 'As a write answered it: this request sees that write, on whichever node.'),
  },
  responses: {
    NotAuthenticated: problemResponse('No valid token.'),
    NotAllowed: problemResponse('The role may not do this.'),
    NotFound: problemResponse('No such record, or none that the asking organisation may know of.'),
    Conflict: problemResponse('A rule forbids it as things stand; `detail` says which.'),
    ChangedMeanwhile: problemResponse('Somebody of the organisation edited the record since; `changes` says how.'),
    Invalid: problemResponse('The request breaks rules; `errors` names each with its field.'),
    OtherProblem: problemResponse('Any other problem.'),
  },
};

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457. Some problems carry further fields.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Stable: `urn:art33:problem:<code>`.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'The rule, in words.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'rule'],
        properties: {
          field: { type: 'string', description: 'In camelCase with dots; empty for the request as a whole.' },
          rule: { type: 'string' },
        },
      },
    },
  },
};
