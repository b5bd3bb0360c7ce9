import { Module } from '@nestjs/common';
import { PeopleModule } from '@art33/identity';
import { RecordLinks } from './handlers/record-links.js';
import { RecordLinksController } from './http/record-links.controller.js';

/** Linking the records of one controller, over HTTP. Apart from the room's other routes: it needs to know people. */
@Module({ imports: [PeopleModule], controllers: [RecordLinksController], providers: [RecordLinks] })
export class RecordLinksModule {}
