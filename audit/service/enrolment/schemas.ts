import { type Static, Type } from 'typebox';
import { Closed, Nullable, Text, Time } from '#platform/http/index.ts';

export const NewEnrolment = Closed({
  /** For whom, in the officer's words. */
  label: Text(100),
  hours: Type.Integer({ minimum: 1, maximum: 168, default: 24 }),
});
export type NewEnrolment = Static<typeof NewEnrolment>;

/** `token` is shown this once. */
export const Enrolment = Type.Object({ id: Type.String(), token: Type.String(), expiresAt: Time });
export type Enrolment = Static<typeof Enrolment>;

export const EnrolledAgent = Type.Object({
  id: Type.String(),
  name: Type.String(),
  fingerprint: Type.String(),
  notAfter: Time,
  enrolledAt: Time,
  renewedAt: Nullable(Time),
});
export type EnrolledAgent = Static<typeof EnrolledAgent>;
export const EnrolledAgents = Type.Object({ items: Type.Array(EnrolledAgent) });

/** PEM of a PKCS#10. */
const Request = Text(16_384);
export const EnrolRequest = Closed({ token: Text(200), request: Request, name: Text(253) });
export type EnrolRequest = Static<typeof EnrolRequest>;
export const RenewRequest = Closed({ request: Request });
/** PEM: the certificate of the agent and those between it and the root. */
export const AgentIdentity = Type.Object({ source: Type.String(), certificate: Type.String() });
export type AgentIdentity = Static<typeof AgentIdentity>;
export const Authority = Type.Object({ certificate: Type.String() });
