import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the development server finds the API; the built files are served by the API itself. */
const API = 'http://127.0.0.1:4000';

export const config = defineConfig({
  root: 'web',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', reportCompressedSize: true },
  server: { proxy: { '/v1': API, '/docs': API, '/openapi.json': API } },
});

export default config;
