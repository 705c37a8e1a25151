import { isDnsName } from './dns.ts';

/** The host of a URI with an authority; undefined when it has none, or one that is no DNS name. */
export function uriHost(text: string): string | undefined {
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(text);
  if (!match) return undefined;
  const host = match[1]!.replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase();
  return isDnsName(host) ? host : undefined;
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
