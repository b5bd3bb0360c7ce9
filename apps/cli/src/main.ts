import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiled once, a command starts in half the time. Beside the program, where only who installs it can write: what lies there
// is run. Where nobody can write, nothing is kept.
enableCompileCache(join(import.meta.dirname, '../../../.compile-cache'));

const { run } = await import('./program.js');
await run(process.argv.slice(2));
