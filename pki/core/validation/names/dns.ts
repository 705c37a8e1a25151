const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Lower-case DNS name in the preferred syntax (RFC 1034 §3.5, RFC 1123 §2.1) without a trailing dot. */
export function isDnsName(text: string): boolean {
  if (text.length === 0 || text.length > 253) return false;
  const labels = text.split('.');
  // All digits at the end would read as an IPv4 address (RFC 1123 §2.1).
  return labels.every((part) => label.test(part)) && !/^\d+$/.test(labels[labels.length - 1]!);
}

/** A name as a certificate may present it: `*` may be the whole of the first label (RFC 9525 §6.3). */
export function isPresentedDnsName(text: string): boolean {
  const lower = text.toLowerCase();
  return isDnsName(lower.startsWith('*.') ? lower.slice(2) : lower);
}

/**
 * Whether a presented name stands for `wanted` (RFC 9525 §6.3): case does not matter; a wildcard stands
 * for exactly one label, and needs two labels behind it, so that none stands for a whole top-level domain.
 */
export function dnsNameMatches(presented: string, wanted: string): boolean {
  const name = presented.toLowerCase();
  const target = wanted.toLowerCase().replace(/\.$/, '');
  if (!isDnsName(target) || !isPresentedDnsName(name)) return false;
  if (!name.startsWith('*.')) return name === target;
  const rest = name.slice(1);
  if (rest.indexOf('.', 1) < 0) return false;
  return target.endsWith(rest) && target.indexOf('.') === target.length - rest.length;
}

/** A constraint is a name without wildcard and leading dot; empty means every name (RFC 5280 §4.2.1.10). */
export function isDnsConstraint(base: string): boolean {
  return base === '' || isDnsName(base.toLowerCase());
}

/** Whether every host that `presented` stands for is within `base`. */
export function dnsPermitted(presented: string, base: string): boolean {
  return isWithinDomain(presented.toLowerCase().replace(/^\*\./, ''), base.toLowerCase());
}

/** Whether some host that `presented` stands for is within `base`: a wildcard may reach into it. */
export function dnsExcluded(presented: string, base: string): boolean {
  const name = presented.toLowerCase();
  const domain = base.toLowerCase();
  if (!name.startsWith('*.')) return isWithinDomain(name, domain);
  const rest = name.slice(2);
  return isWithinDomain(rest, domain) || domain.slice(domain.indexOf('.') + 1) === rest;
}

function isWithinDomain(name: string, domain: string): boolean {
  return domain === '' || name === domain || name.endsWith(`.${domain}`);
}
