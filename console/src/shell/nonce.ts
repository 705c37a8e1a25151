/**
 * The nonce by which this page's own run-time styles are allowed (Content-Security-Policy `style-src`);
 * undefined when the page was served without one.
 */
export function pageNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return nonce === undefined || nonce === '' || nonce.startsWith('__') ? undefined : nonce;
}
