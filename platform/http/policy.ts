/** The content security policy (CSP level 3) of a page; API answers carry the same without effect. */
export type PagePolicy = { readonly nonce?: string; readonly styles: 'nonce' | 'inline' };

/**
 * Scripts only from our own files. Ant Design writes its styles at run time: those carry the nonce of
 * the page. Style attributes in markup (ECharts tooltips) cannot carry one and cannot load anything,
 * so `style-src-attr` allows them. `styles: 'inline'` is for pages that have no place for the nonce.
 */
export function contentSecurityPolicy(page: PagePolicy): string {
  const styles = page.styles === 'nonce' ? `'self' 'nonce-${page.nonce}'` : "'self' 'unsafe-inline'";
  const directives = [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styles}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join('; ');
}

/** For everything that is not a page: nothing may run, load or frame it. */
export const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
