import { buffer } from 'node:stream/consumers';
import { dropIntoFolder } from '@art33/delivery';
import { Command } from 'commander';
import { readConfig } from '../../../server/src/config.js';
import { paths } from '../../../server/src/stores.js';

/** For a mail server's alias: `bounce: "|art33 bounce"`. Needs neither the lock nor a running service. */
export const bounceCommand = (): Command =>
  new Command('bounce')
    .description('take in one mail from standard input that came to a return address')
    .addHelpText('after', '\nExample (mail server alias):\n  bounce: "|art33 bounce"')
    .action(async () => {
      await dropIntoFolder(paths(readConfig(process.env).dataDirectory).bounces, await buffer(process.stdin));
    });
