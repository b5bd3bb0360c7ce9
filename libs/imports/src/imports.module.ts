import { Module } from '@nestjs/common';
import { ImportsController } from './http/imports.controller.js';

/** Needs `Imports` from a global module: the app knows which kinds there are. */
@Module({ controllers: [ImportsController] })
export class ImportsModule {}
