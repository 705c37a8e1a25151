import { isDnsName } from './dns.ts';

type Mailbox = { readonly local: string; readonly host: string };

// Dot-string of RFC 5321 §4.1.2. The quoted form is not taken: two spellings of one mailbox would differ.
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

export function parseMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  if (at < 1) return undefined;
  const mailbox = { local: text.slice(0, at), host: text.slice(at + 1).toLowerCase() };
  return mailbox.local.length <= 64 && local.test(mailbox.local) && isDnsName(mailbox.host)
    ? mailbox
    : undefined;
}

/** The local part is compared as it is, the host without case (RFC 5280 §7.5). */
export function sameMailbox(a: string, b: string): boolean {
  const [left, right] = [parseMailbox(a), parseMailbox(b)];
  return left !== undefined && right !== undefined && left.local === right.local && left.host === right.host;
}

/** A constraint is a mailbox, a host, or a domain with a leading dot (RFC 5280 §4.2.1.10). */
export function isEmailConstraint(base: string): boolean {
  if (base.includes('@')) return parseMailbox(base) !== undefined;
  return isDnsName(base.replace(/^\./, '').toLowerCase());
}

/** Whether a well-formed mailbox is within the constraint. */
export function emailWithin(text: string, base: string): boolean {
  if (base.includes('@')) return sameMailbox(text, base);
  const mailbox = parseMailbox(text);
  if (mailbox === undefined) return false;
  const domain = base.toLowerCase();
  return domain.startsWith('.') ? mailbox.host.endsWith(domain) : mailbox.host === domain;
}
