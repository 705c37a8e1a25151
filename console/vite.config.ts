import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.ANMIN_CONSOLE_API ?? 'https://127.0.0.1:8443';
// The control plane's own certificate is not in the trust store of the machine that develops.
const proxy = Object.fromEntries(
  ['/api', '/collect', '/docs'].map((path) => [path, { target: server, secure: false, changeOrigin: true }]),
);

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A data: script or font would need a looser Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { host: '127.0.0.1', port: 5173, proxy },
  preview: { host: '127.0.0.1', port: 5174, proxy },
});
