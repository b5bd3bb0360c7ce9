import { Module } from '@nestjs/common';
import { Restrictions } from '../sight/handlers/restrictions.js';
import { People } from './handlers/people.js';
import { EngagementsController } from './http/engagements.controller.js';
import { MembersController } from './http/members.controller.js';

/** Who the people are, and to whom an incident is shown. Needs `PEOPLE_KEY` from whoever composes the service. */
@Module({ providers: [People, Restrictions], exports: [People, Restrictions] })
export class PeopleModule {}

/** Members and auditors over HTTP. Needs `ORGANISATIONS` and `INVITE` beside. */
@Module({
  imports: [PeopleModule],
  controllers: [MembersController, EngagementsController],
  exports: [PeopleModule],
})
export class MembersModule {}
