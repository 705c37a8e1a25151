import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const keptMs = 24 * 3600 * 1000;

/**
 * A control plane may be serving the folder that is built into: the page changes last and at once, and the
 * files of the build before stay for a day, for pages that are open and fetch their parts later.
 */
function changeWhileServed(): Plugin {
  let page: string | undefined;
  return {
    name: 'anmin:change-while-served',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const html = bundle['index.html'];
        if (html?.type !== 'asset') this.error('The build has no index.html');
        page = String(html.source);
        delete bundle['index.html'];
      },
    },
    writeBundle({ dir }, bundle) {
      if (dir === undefined || page === undefined) this.error('The build has no folder');
      const unfinished = join(dir, `.index-${process.pid}.html`);
      writeFileSync(unfinished, page);
      renameSync(unfinished, join(dir, 'index.html'));
      for (const name of readdirSync(join(dir, 'assets'))) {
        const path = join(dir, 'assets', name);
        if (`assets/${name}` in bundle) continue;
        const file = statSync(path, { throwIfNoEntry: false });
        if (file && Date.now() - file.mtimeMs > keptMs) rmSync(path, { force: true });
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), nonceForMeasuring, changeWhileServed()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    // A data: script or font would need a looser Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { host: '127.0.0.1', port: 5173, proxy },
  preview: { host: '127.0.0.1', port: 5174, proxy },
});
