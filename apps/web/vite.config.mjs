import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const out = join(import.meta.dirname, '..', '..', 'dist', 'apps', 'web');

/** Lays a compressed copy beside each file, so that the service compresses nothing while it watches clocks. */
const compressed = {
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    for (const entry of readdirSync(out, { recursive: true })) {
      const file = join(out, entry);
      if (!/\.(js|css|svg|webmanifest)$/.test(file)) continue;
      const bytes = readFileSync(file);
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(
        `${file}.br`,
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
      );
    }
  },
};

/** Static files only: the service serves them below /app, and asks nothing of Node while it does. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [compressed],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2023',
    // What is inlined would need a looser policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries mark what a server may not render; here nothing is rendered by a server.
      onLog: (level, log, handler) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handler(level, log)),
    },
  },
});
