import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.ANMIN_CONSOLE_API ?? 'https://127.0.0.1:8443';
// The control plane's own certificate is not in the trust store of the machine that develops.
const proxy = Object.fromEntries(
  ['/api', '/collect', '/docs'].map((path) => [path, { target: server, secure: false, changeOrigin: true }]),
);

/**
 * Ant Design's measuring of scroll bars writes a style element without the nonce that its other styles
 * carry, which a strict Content-Security-Policy refuses. Gives it the nonce of the page.
 */
const nonceForMeasuring: Plugin = {
  name: 'anmin:nonce-for-measuring',
  transform(code, id) {
    if (!id.includes('@rc-component/util/es/Dom/dynamicCSS.js')) return null;
    const pattern = 'csp,\n    prepend,';
    if (!code.includes(pattern)) this.error('dynamicCSS.js has changed: does it still need a nonce?');
    const nonce = `document.querySelector('meta[property="csp-nonce"]')?.nonce`;
    return code.replace(pattern, `csp = { nonce: ${nonce} },\n    prepend,`);
  },
};

export default defineConfig({
  plugins: [react(), nonceForMeasuring],
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
