import { pkiErrors } from '../../errors.ts';
import type { HolderKind } from '../../schemas.ts';
import { readDnsName } from './dns-name.ts';
import { readEmail, readMobile, readNumber } from './fields.ts';
import { readIpAddress } from './ip-address.ts';
import { about } from './labels.ts';
import { readName } from './text.ts';

/** What is known of a person, server or device; empty texts mean none. */
export type HolderInput = {
  readonly name: string;
  readonly number: string;
  readonly email?: string;
  readonly mobile?: string;
  readonly title?: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
};

export type HolderValue = {
  readonly name: string;
  readonly number: string;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly title: string | null;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
};

export const maxNames = 50;

/**
 * Checks and normalises a holder: people have mail, mobile and title; servers and devices have addresses.
 * @throws pki.field-…, pki.dns-wildcard: the first fault, with its field
 */
export function readHolder(kind: HolderKind, input: HolderInput): HolderValue {
  const person = kind === 'person';
  for (const field of person
    ? (['dnsNames', 'ipAddresses'] as const)
    : (['email', 'mobile', 'title'] as const)) {
    if ((input[field]?.length ?? 0) > 0) throw pkiErrors['field-not-for-kind'](about(field));
  }
  return {
    name: readName('name', input.name, 64),
    number: readNumber(input.number),
    email: optional(input.email, readEmail),
    mobile: optional(input.mobile, readMobile),
    title: optional(input.title, (value) => readName('title', value, 64)),
    dnsNames: list('dnsNames', input.dnsNames, readDnsName),
    ipAddresses: list('ipAddresses', input.ipAddresses, readIpAddress),
  };
}

const optional = (value: string | undefined, read: (value: string) => string): string | null =>
  value === undefined || value.trim() === '' ? null : read(value);

function list(
  field: 'dnsNames' | 'ipAddresses',
  values: readonly string[] = [],
  read: (value: string) => string,
): readonly string[] {
  if (values.length > maxNames) throw pkiErrors['field-too-many'](about(field, { max: maxNames }));
  return [...new Set(values.map(read))];
}
