import type { Body } from '../../api/types.ts';
import { organisationLevels } from '../directory/queries.ts';

export const adminKinds = ['system', 'security', 'audit'] as const;
export type AdminKind = (typeof adminKinds)[number];

/** One person's part of the form. */
export type AdministratorDraft = {
  name: string;
  loginName: string;
  staffNumber: string;
  email?: string;
  pkcs12Password: string;
  pkcs12Repeat: string;
  passwordLogin?: boolean;
  password?: string;
};
/** What a bureau can be: every level of the directory but the villages. */
export const bureauLevels = organisationLevels.filter((level) => level !== 'village');
export type SetUpDraft = { organisation: Body<'completeSetup'>['organisation'] } & Record<
  AdminKind,
  AdministratorDraft
>;

const sameText = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && a.trim() !== '' && a.trim().toLowerCase() === b.trim().toLowerCase();

/** The other administrator who already has this account or staff number, if any: 三员 are three persons. */
export function rivalOf(
  draft: Partial<Record<AdminKind, Partial<AdministratorDraft>>>,
  kind: AdminKind,
  field: 'loginName' | 'staffNumber',
): AdminKind | undefined {
  return adminKinds.find((other) => other !== kind && sameText(draft[other]?.[field], draft[kind]?.[field]));
}

/** The set-up token of a link: after `#token=`, which browsers never send to a server. */
export function tokenOf({ hash }: { hash: string }): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') || undefined;
}

function administratorOf(draft: AdministratorDraft): Body<'completeSetup'>['system'] {
  const { name, loginName, staffNumber, email, pkcs12Password, passwordLogin, password } = draft;
  return {
    name: name.trim(),
    loginName: loginName.trim(),
    staffNumber: staffNumber.trim(),
    pkcs12Password,
    ...(email ? { email: email.trim() } : {}),
    ...(passwordLogin && password ? { password, totp: true } : {}),
  };
}

/** What the server is asked to create. */
export function setUpBody(token: string, draft: SetUpDraft): Body<'completeSetup'> {
  const { name, code, level } = draft.organisation;
  return {
    token,
    organisation: { name: name.trim(), code: code.trim(), level },
    system: administratorOf(draft.system),
    security: administratorOf(draft.security),
    audit: administratorOf(draft.audit),
  };
}
