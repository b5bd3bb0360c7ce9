/**
 * Lets a plain Node process import this repository's TypeScript, as jest does it: `node --import <this file> program.ts`.
 * For tests that need a real second process.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const libraries = new URL('../../../', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const room = /^@art33\/([^/]+)$/.exec(specifier)?.[1];
    if (room) return next(new URL(`${room}/src/index.ts`, libraries).href, context);
    if (/^\.{1,2}\/.*\.js$/.test(specifier)) {
      const typescript = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(typescript)) return next(typescript.href, context);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
