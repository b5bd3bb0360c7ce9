import { Module } from '@nestjs/common';
import { TokensController } from './http/tokens.controller.js';

@Module({ controllers: [TokensController] })
export class IdentityModule {}
