import type { GeneralName } from '../../x509/general-name.ts';
import { isWithin } from '../../x509/name.ts';
import { dnsExcluded, dnsPermitted, isDnsConstraint, isPresentedDnsName } from './dns.ts';
import { emailWithin, isEmailConstraint, parseMailbox } from './email.ts';
import { ipWithin, isIpConstraint } from './ip.ts';
import { isUriConstraint, uriHost, uriWithin } from './uri.ts';

type Kind = GeneralName['kind'];
type Of<K extends Kind> = Extract<GeneralName, { kind: K }>;

/** How names of one form are held against constraints of that form (RFC 5280 §4.2.1.10). */
type Form<K extends Kind> = {
  readonly constraintIsSound: (base: Of<K>) => boolean;
  /** A name that cannot be read is neither permitted nor can it be told that it is not excluded. */
  readonly nameIsSound: (name: Of<K>) => boolean;
  readonly permits: (name: Of<K>, base: Of<K>) => boolean;
  readonly excludes: (name: Of<K>, base: Of<K>) => boolean;
};

function form<K extends Kind>(rules: Form<K>): Form<K> {
  return rules;
}

const emailRule = (name: Of<'email'>, base: Of<'email'>) => emailWithin(name.text, base.text);
const uriRule = (name: Of<'uri'>, base: Of<'uri'>) => uriWithin(uriHost(name.text) ?? '', base.text);
const ipRule = (name: Of<'ip'>, base: Of<'ip'>) => ipWithin(name.bytes, base.bytes);
const directoryRule = (name: Of<'directory'>, base: Of<'directory'>) => isWithin(name.name, base.name);

const forms: { readonly [K in Kind]?: Form<K> } = {
  dns: form<'dns'>({
    constraintIsSound: (base) => isDnsConstraint(base.text),
    nameIsSound: (name) => isPresentedDnsName(name.text),
    permits: (name, base) => dnsPermitted(name.text, base.text),
    excludes: (name, base) => dnsExcluded(name.text, base.text),
  }),
  email: form<'email'>({
    constraintIsSound: (base) => isEmailConstraint(base.text),
    nameIsSound: (name) => parseMailbox(name.text) !== undefined,
    permits: emailRule,
    excludes: emailRule,
  }),
  uri: form<'uri'>({
    constraintIsSound: (base) => isUriConstraint(base.text),
    nameIsSound: (name) => uriHost(name.text) !== undefined,
    permits: uriRule,
    excludes: uriRule,
  }),
  ip: form<'ip'>({
    constraintIsSound: (base) => isIpConstraint(base.bytes),
    nameIsSound: (name) => name.bytes.length === 4 || name.bytes.length === 16,
    permits: ipRule,
    excludes: ipRule,
  }),
  directory: form<'directory'>({
    constraintIsSound: () => true,
    nameIsSound: () => true,
    permits: directoryRule,
    excludes: directoryRule,
  }),
};

/** The rules of a form; undefined for forms that RFC 5280 gives no rules for. */
export function constraintForm(kind: Kind): Form<Kind> | undefined {
  return forms[kind] as unknown as Form<Kind> | undefined;
}

/** Whether a constraint and a name are of the same form. An otherName is of the form of its type. */
export function sameForm(name: GeneralName, base: GeneralName): boolean {
  if (name.kind !== base.kind) return false;
  return name.kind !== 'other' || base.kind !== 'other' || name.oid === base.oid;
}
