import { type Static, Type } from 'typebox';
import { Closed, Id, Nullable, OneOf, PageOf, pageQuery, Text, Time } from '../http/index.ts';

const LoginName = Text(64, { pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]*$' });
const DisplayName = Text(64);
/** No rule of length here but the bound: the policy decides and names what is missing. */
const Password = Text(256);
export const Reason = Text(500, { description: '原因 reason, kept in the record' });
const RoleName = Text(64, { pattern: '^[a-z][a-z0-9-]*$' });
const TotpCode = Type.String({ pattern: '^[0-9]{6}$', maxLength: 6 });

/** Which of the three administrators 三员 a role belongs to; nobody may hold two. */
export const adminKinds = ['system', 'security', 'audit'] as const;
const AdminKind = OneOf(adminKinds);
const accountStates = ['active', 'disabled', 'locked'] as const;
const AccountState = OneOf(accountStates);
const SignInMethod = OneOf(['certificate', 'password'] as const);

export const Account = Type.Object({
  id: Id,
  loginName: Type.String(),
  displayName: Type.String(),
  /** The person in the directory of the certificates domain. */
  holderId: Nullable(Type.String()),
  state: AccountState,
  lockedUntil: Nullable(Time),
  roles: Type.Array(Type.String()),
  hasPassword: Type.Boolean(),
  mustChangePassword: Type.Boolean(),
  passwordChangedAt: Nullable(Time),
  hasTotp: Type.Boolean(),
  /** SHA-256 of certificates bound to the account, lower-case hex. */
  certificateFingerprints: Type.Array(Type.String()),
  failedSignIns: Type.Integer(),
  lastSignInAt: Nullable(Time),
  createdAt: Time,
  /** Changes with each change; give it back to `updateAccount` to notice a rival change. */
  version: Type.Integer(),
});
export type Account = Static<typeof Account>;

export const Me = Type.Object({
  accountId: Id,
  loginName: Type.String(),
  displayName: Type.String(),
  holderId: Nullable(Type.String()),
  roles: Type.Array(Type.String()),
  permissions: Type.Array(Type.String()),
  method: SignInMethod,
  certificateFingerprint: Nullable(Type.String()),
  sessionId: Id,
  /** Without a request for so long the session ends. */
  idleTimeoutSeconds: Type.Integer(),
  /** When the session ends at the latest. */
  expiresAt: Time,
  /** Until done, a password session has no permissions: only the routes under `me` answer. */
  mustChangePassword: Type.Boolean(),
  mustEnrolTotp: Type.Boolean(),
  hasPassword: Type.Boolean(),
  hasTotp: Type.Boolean(),
  /** Somebody asked for a reset of the own password, and it is not decided yet. */
  passwordReset: Nullable(
    Type.Object({ requestedBy: Type.String(), reason: Type.String(), requestedAt: Time, expiresAt: Time }),
  ),
});
export type Me = Static<typeof Me>;

export const Session = Type.Object({
  id: Id,
  accountId: Id,
  method: SignInMethod,
  certificateFingerprint: Nullable(Type.String()),
  address: Nullable(Type.String()),
  userAgent: Nullable(Type.String()),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
  /** The session that asks. */
  current: Type.Boolean(),
});
export type Session = Static<typeof Session>;
export const Sessions = Type.Object({ items: Type.Array(Session) });

export const SetupState = Type.Object({
  /** `open`: the three administrators do not exist yet. */
  state: OneOf(['open', 'done'] as const),
  /** When the present set-up link ends; null when there is none. */
  linkExpiresAt: Nullable(Time),
  passwordSignIn: Type.Boolean(),
  certificateSignIn: Type.Boolean(),
  /** Where a certificate sign-in starts: a page on the client-certificate listener. */
  certificateSignInUrl: Nullable(Type.String()),
  /** Where the root certificate is offered, by plain HTTP. */
  rootPageUrl: Nullable(Type.String()),
  passwordRules: Type.Object({ minLength: Type.Integer(), minKinds: Type.Integer() }),
});
export type SetupState = Static<typeof SetupState>;

export const SetupAdministrator = Closed({
  loginName: LoginName,
  name: DisplayName,
  staffNumber: Text(32, { pattern: '^[A-Za-z0-9-]+$' }),
  email: Type.Optional(Text(254)),
  /** Protects the PKCS#12 file. */
  pkcs12Password: Password,
  /** For signing in without the certificate; absent: certificate only. */
  password: Type.Optional(Password),
  /** With a password: also make a second factor and answer its secret once. */
  totp: Type.Optional(Type.Boolean()),
});
export type SetupAdministrator = Static<typeof SetupAdministrator>;
export const SetupBody = Closed({
  token: Text(128),
  /** The bureau whose people the three are; what the first import says of this code is of this bureau. */
  organisation: Closed({
    name: Text(64),
    code: Text(40, {
      description: '统一社会信用代码或机构代码 unified social credit code, or organisation code',
    }),
    level: OneOf(['ministry', 'province', 'city', 'county', 'township'] as const),
  }),
  system: SetupAdministrator,
  security: SetupAdministrator,
  audit: SetupAdministrator,
});
export type SetupBody = Static<typeof SetupBody>;

export const TotpSecret = Type.Object({
  /** Base32, for typing in. */
  secret: Type.String(),
  /** `otpauth://totp/…`, for a QR code. */
  uri: Type.String(),
});
export type TotpSecret = Static<typeof TotpSecret>;
export const SetupResult = Type.Object({
  administrators: Type.Array(
    Type.Object({
      kind: AdminKind,
      accountId: Id,
      loginName: Type.String(),
      displayName: Type.String(),
      fingerprint: Type.String(),
      fileName: Type.String(),
      /** Base64 of the PKCS#12 file; shown this once. */
      pkcs12: Type.String(),
      totp: Nullable(TotpSecret),
    }),
  ),
});
export type SetupResult = Static<typeof SetupResult>;

export const SignInBody = Closed({ loginName: Text(64), password: Password, code: Type.Optional(TotpCode) });
export const ChangePasswordBody = Closed({ current: Type.Optional(Password), next: Password });
export const TotpCodeBody = Closed({ code: TotpCode });

export const AccountsQuery = Closed({
  ...pageQuery,
  q: Type.Optional(Text(64)),
  state: Type.Optional(AccountState),
  role: Type.Optional(RoleName),
});
export const AccountPage = PageOf(Account);
export const CreateAccountBody = Closed({
  loginName: LoginName,
  displayName: DisplayName,
  holderId: Type.Optional(Text(64)),
  certificateFingerprints: Type.Optional(
    Type.Array(Text(64, { pattern: '^[0-9a-f]{64}$' }), { maxItems: 10 }),
  ),
  /** Answer a one-time password that must be changed at the first sign-in. */
  issuePassword: Type.Optional(Type.Boolean()),
});
export const CreatedAccount = Type.Object({ account: Account, oneTimePassword: Nullable(Type.String()) });
export const UpdateAccountBody = Closed({
  displayName: Type.Optional(DisplayName),
  holderId: Type.Optional(Nullable(Text(64))),
  certificateFingerprints: Type.Optional(
    Type.Array(Text(64, { pattern: '^[0-9a-f]{64}$' }), { maxItems: 10 }),
  ),
  state: Type.Optional(OneOf(['active', 'disabled'] as const)),
  reason: Reason,
  version: Type.Optional(Type.Integer({ minimum: 1 })),
});
export const SetRolesBody = Closed({
  roles: Type.Array(RoleName, { maxItems: 20, uniqueItems: true }),
  reason: Reason,
});
export const ReasonBody = Closed({ reason: Reason });

export const PasswordReset = Type.Object({
  id: Id,
  accountId: Id,
  loginName: Type.String(),
  displayName: Type.String(),
  state: OneOf(['pending', 'confirmed', 'refused', 'lapsed'] as const),
  reason: Type.String(),
  requestedBy: Type.String(),
  requestedAt: Time,
  /** While pending: until when it may be confirmed; afterwards: until when the requester's part is kept. */
  expiresAt: Time,
  /** Which administrator has to confirm it. */
  confirmer: OneOf(['security', 'audit'] as const),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Time),
  decisionReason: Nullable(Type.String()),
  /** Whether whoever asks may decide on it now. */
  mayDecide: Type.Boolean(),
  /** Whether a part of the one-time password waits for whoever asks. */
  partWaits: Type.Boolean(),
});
export type PasswordReset = Static<typeof PasswordReset>;
export const PasswordResetPage = PageOf(PasswordReset);
export const PasswordResetsQuery = Closed({
  ...pageQuery,
  accountId: Type.Optional(Id),
  /** Only those that still wait: for their confirmation, or for their requester's part to be fetched. */
  open: Type.Optional(Type.Boolean()),
});
export const ResetAnswer = Type.Object({
  /** For an account without roles: the password for one sign-in, shown this once. */
  oneTimePassword: Nullable(Type.String()),
  /** For an account with roles: what now waits for its confirmation. */
  reset: Nullable(PasswordReset),
});
export type ResetAnswer = Static<typeof ResetAnswer>;
/** One of the two parts of a one-time password, shown this once; typed in one after the other, first and second. */
export const PasswordPart = Type.Object({ part: Type.String() });

export const Role = Type.Object({
  name: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  builtIn: Type.Boolean(),
  adminKind: Nullable(AdminKind),
  permissions: Type.Array(Type.String()),
  accounts: Type.Integer(),
});
export type Role = Static<typeof Role>;
export const Roles = Type.Object({ items: Type.Array(Role) });
export const RoleParams = Closed({ name: RoleName });
export const RoleBody = Closed({
  zh: Text(64),
  en: Text(64),
  permissions: Type.Array(Text(100), { maxItems: 500, uniqueItems: true }),
  reason: Reason,
});
export const CreateRoleBody = Closed({ name: RoleName, ...RoleBody.properties });

export const Permissions = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      roles: Type.Array(Type.String()),
      /** The one administrator whose permission this is; null when others carry it too. */
      adminKind: Nullable(AdminKind),
      /** Carried by administrators only: a custom role cannot have it. */
      reserved: Type.Boolean(),
    }),
  ),
});

export const Policy = Type.Object({
  items: Type.Array(
    Type.Object({
      key: Type.String(),
      value: Type.Union([Type.Integer(), Type.Boolean(), Type.String()]),
      unit: Nullable(OneOf(['count', 'minutes', 'hours', 'days'] as const)),
      zh: Type.String(),
      en: Type.String(),
      /** The clause of GB/T 22239-2019 level 3 that it serves. */
      reference: Type.String(),
      /** Whether the value is at least as strict as the default for level 3. */
      meetsLevel3: Type.Boolean(),
    }),
  ),
});
