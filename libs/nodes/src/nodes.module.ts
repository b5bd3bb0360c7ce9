import { Module } from '@nestjs/common';
import { NodesController } from './http/nodes.controller.js';

/** Needs `NodeRegister` from a global module: the app knows which node it is. */
@Module({ controllers: [NodesController] })
export class NodesModule {}
