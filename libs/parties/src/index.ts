/** Who is party to what: organisations, their contacts, the terms, and the agreements made under them. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Projection } from '@art33/event-log';
import { importProjection, type ImportKind } from '@art33/imports';
import {
  AgreementCommandHandler,
  ConcludeAgreementHandler,
  GetAgreementHandler,
  ListAgreementsHandler,
  MoveAgreementToVersionHandler,
} from './handlers/agreements.js';
import {
  GetOrganisationHandler,
  ListControllersHandler,
  ListFindingsHandler,
  OrganisationCommandHandler,
} from './handlers/organisations.js';
import { GetTermsHandler, ImportTermsHandler, ListTermsHandler, TermsCommandHandler } from './handlers/terms.js';
import { AgreementsController } from './http/agreements.controller.js';
import { ControllersController, FindingsController, OrganisationController } from './http/organisations.controller.js';
import { TermsController, TermsImportsController } from './http/terms.controller.js';
import { controllersImport } from './import/controllers-import.js';
import { agreementProjection, organisationProjection, termsProjection } from './read-model/projection.js';
import { recordLinkProjection } from './read-model/record-links.js';
import { controllerSearchProjection } from './read-model/search.js';

export * from './domain/agreement-decider.js';
export * from './domain/commands.js';
export * from './domain/events.js';
export * from './domain/four-eyes.js';
export * from './domain/ids.js';
export * from './domain/import-origin.js';
export * from './domain/open-terms.js';
export * from './domain/organisation.js';
export * from './domain/organisation-decider.js';
export * from './domain/settings.js';
export * from './domain/templates.js';
export * from './domain/terms.js';
export * from './domain/terms-decider.js';
export * from './terms-file/index.js';
export {
  importTerms,
  type ImportedTerms,
  type TermsFile,
  type TermsImport,
  type TermsImportOptions,
} from './handlers/import-terms.js';
export {
  AgreementCommand,
  ConcludeAgreement,
  MoveAgreementToVersion,
  type ConcludedAgreement,
} from './handlers/agreements.js';
export { fourEyesOf, OrganisationCommand } from './handlers/organisations.js';
export { ImportTerms, TermsCommand } from './handlers/terms.js';
export * from './read-model/agreements.js';
export { findingsOf, type Finding } from './read-model/findings.js';
export * from './read-model/organisations.js';
export * from './read-model/lists.js';
export { controllerSearch } from './read-model/search.js';
export * from './read-model/terms.js';

/** What an unfinished import wrote is hidden: so whoever shows the parties knows the imports. */
export const partiesProjections: readonly Projection[] = [
  importProjection,
  organisationProjection,
  termsProjection,
  agreementProjection,
  controllerSearchProjection,
  recordLinkProjection,
];

/** The kinds of files that this room imports. */
export const partiesImports: readonly ImportKind[] = [controllersImport];

@Module({
  imports: [CqrsModule],
  controllers: [
    OrganisationController,
    ControllersController,
    FindingsController,
    TermsController,
    TermsImportsController,
    AgreementsController,
  ],
  providers: [
    OrganisationCommandHandler,
    GetOrganisationHandler,
    ListControllersHandler,
    ListFindingsHandler,
    TermsCommandHandler,
    ImportTermsHandler,
    GetTermsHandler,
    ListTermsHandler,
    AgreementCommandHandler,
    ConcludeAgreementHandler,
    MoveAgreementToVersionHandler,
    GetAgreementHandler,
    ListAgreementsHandler,
  ],
})
export class PartiesModule {}
export { RecordLinksModule } from './record-links.module.js';
export { TemplatesBody } from './http/organisations.dto.js';
