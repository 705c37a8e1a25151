import { Bytes, contentSecurityPolicy, escapeHtml, type Route, route } from '#platform/http/index.ts';

/** What the page says; everything is text and is escaped here. */
export type TrustPage = {
  readonly subject: string;
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly notAfter: string;
  readonly certificateUrl: string;
  readonly consoleUrl: string;
};

/** The page of the plain HTTP listener: the root certificate, its fingerprint, and how to trust it. No script. */
export function trustPage(page: TrustPage): string {
  const { subject, notAfter, certificateUrl, consoleUrl } = page;
  const grouped = page.fingerprint.toUpperCase().match(/.{4}/g)?.join(' ') ?? '';
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>安民 · 根证书 Root certificate</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; background: #f4f6f9; color: #1c2733; font: 16px/1.75 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }
  main { max-width: 46rem; margin: 3rem auto; padding: 2.5rem 3rem; background: #fff; border: 1px solid #dfe5ec; border-radius: 12px; }
  h1 { margin: 0 0 .25rem; font-size: 1.5rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
  p.en, li small { color: #5b6b7c; } dl { display: grid; grid-template-columns: 7.5rem 1fr; gap: .35rem 1rem; }
  dt { color: #5b6b7c; } dd { margin: 0; overflow-wrap: anywhere; } code { font-family: ui-monospace, Consolas, monospace; }
  a.button { display: inline-block; margin: .5rem .75rem .5rem 0; padding: .5rem 1.25rem; border-radius: 8px; background: #1554ad; color: #fff; text-decoration: none; }
  a.plain { background: none; color: #1554ad; border: 1px solid #1554ad; }
  .warn { padding: .75rem 1rem; background: #fff7e6; border: 1px solid #ffd591; border-radius: 8px; }
  @media (prefers-color-scheme: dark) {
    body { background: #10161d; color: #e3e9f0; } main { background: #18212b; border-color: #2b3846; }
    p.en, li small, dt { color: #9fb0c2; } .warn { background: #2b2415; border-color: #6b5523; }
    a.plain { color: #7db3ff; border-color: #7db3ff; }
  }
</style>
</head>
<body>
<main>
<h1>安民根证书</h1>
<p class="en">The root certificate of this Anmin installation</p>
<dl>
<dt>名称 Subject</dt><dd>${escapeHtml(subject)}</dd>
<dt>有效期至 Until</dt><dd>${escapeHtml(notAfter.slice(0, 10))}</dd>
<dt>SHA-256 指纹</dt><dd><code>${escapeHtml(grouped)}</code></dd>
</dl>
<p class="warn">请先打电话或当面向管理员核对上面的指纹，一致后再信任。<br>
<small>Compare the fingerprint with the administrator by another way before you trust it.</small></p>
<p><a class="button" href="${escapeHtml(certificateUrl)}">下载根证书 Download</a><a class="button plain" href="${escapeHtml(consoleUrl)}">打开控制台 Open the console</a></p>
<h2>怎样信任 How to trust it</h2>
<ol>
<li><b>Windows（Edge、Chrome、360、国产浏览器）</b>：双击下载的文件 → 安装证书 → 本地计算机 → 将所有证书放入“受信任的根证书颁发机构”。<br>
<small>Double-click, install for the local machine into “Trusted Root Certification Authorities”.</small></li>
<li><b>统信 UOS、麒麟、Debian</b>：<code>sudo openssl x509 -inform der -in 下载的文件 -out /usr/local/share/ca-certificates/anmin-root.crt && sudo update-ca-certificates</code>；浏览器：设置 → 隐私和安全 → 证书管理 → 授权机构 → 导入。<br>
<small>Convert to PEM as .crt, run update-ca-certificates; in the browser import it under Authorities.</small></li>
<li><b>火狐 Firefox</b>：设置 → 隐私与安全 → 查看证书 → 证书颁发机构 → 导入，勾选“信任此 CA 以标识网站”。<br>
<small>Settings → Privacy → View Certificates → Authorities → Import.</small></li>
</ol>
</main>
</body>
</html>
`;
}

/** `/` of the plain listener. The root certificate itself is served at its AIA address by the pki domain. */
export function trustRoutes(deps: { page(): TrustPage }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/',
      id: 'getTrustPage',
      summary: '根证书下载页 The root certificate and how to trust it',
      access: { public: 'Whoever is to trust the root has no session yet' },
      output: { 200: Bytes('text/html; charset=utf-8') },
      async handle({ reply }) {
        reply.header('content-security-policy', contentSecurityPolicy({ styles: 'inline' }));
        return trustPage(deps.page());
      },
    }),
  ];
}
