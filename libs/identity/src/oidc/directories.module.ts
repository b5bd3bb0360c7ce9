import { Module } from '@nestjs/common';
import { MembersModule } from '../members/members.module.js';
import { ScimGroups } from '../scim/handlers/scim-groups.js';
import { ScimMembers } from '../scim/handlers/scim-members.js';
import { ScimUsers } from '../scim/handlers/scim-users.js';
import { ScimAboutController } from '../scim/http/about.controller.js';
import { ScimGroupsController } from '../scim/http/groups.controller.js';
import { ScimUsersController } from '../scim/http/users.controller.js';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { DirectoryMembers } from './handlers/directory-members.js';
import { Issuers } from './handlers/issuers.js';
import { OidcSignIn } from './handlers/oidc-sign-in.js';
import { IssuersController } from './http/issuers.controller.js';
import { OidcPagesController } from './http/oidc-pages.controller.js';

/** What organisations' own directories say of their people: OpenID Connect and SCIM. Needs `EGRESS` from whoever composes the service. */
@Module({
  imports: [MembersModule, SignInModule],
  controllers: [IssuersController, OidcPagesController, ScimAboutController, ScimUsersController, ScimGroupsController],
  providers: [DirectoryMembers, Issuers, OidcSignIn, ScimMembers, ScimUsers, ScimGroups],
})
export class DirectoriesModule {}
