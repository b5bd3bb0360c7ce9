import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';

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
    .addSecurityRequirements('bearer')
    .build();
  return SwaggerModule.createDocument(app, description, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/** The page at /api, and the document at /api/openapi.json. */
export function serveApiPage(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => openApiOf(app), { jsonDocumentUrl: 'api/openapi.json', raw: ['json'], customSiteTitle: 'art33 API' });
}
