import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** `API=http://127.0.0.1:3999 npx vite --config apps/admin/vite.config.ts` develops against another server. */
const api = process.env['API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: here,
  base: '/',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: '../../dist/admin',
    emptyOutDir: true,
    target: 'es2022',
    // The page's policy allows images only from 'self' and data:, fonts and workers only from 'self'.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Libraries mark their files "use client" for servers that render React; here everything is the client.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  worker: { format: 'es' },
  server: { port: 5173, proxy: { '/api': { target: api, changeOrigin: false } } },
});
