import { isDnsName } from './dns.ts';

// RFC 3986 §3.2: user information without `@`, a registered name, a port; then only characters of URIs, so
// that no reader can find another host in the same text.
const hierarchical =
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?([A-Za-z0-9.-]+)(?::\d*)?(?:[/?#][\w.~!$&'()*+,;=:@%/?#[\]-]*)?$/;

/** The host of a URI with an authority; undefined when it has none, or one that is no DNS name. */
export function uriHost(text: string): string | undefined {
  const host = hierarchical.exec(text)?.[1]?.toLowerCase();
  return host !== undefined && isDnsName(host) ? host : undefined;
}

/** A constraint is a host, or a domain with a leading dot (RFC 5280 §4.2.1.10). */
export function isUriConstraint(base: string): boolean {
  return isDnsName(base.replace(/^\./, '').toLowerCase());
}

/** Whether the host is the constraint, or below it when that begins with a dot. */
export function uriWithin(host: string, base: string): boolean {
  const domain = base.toLowerCase();
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain;
}
