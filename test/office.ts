import { appoint, type Composed, call, signIn } from './composed.ts';

/** A certificate as the list shows it, and the request that it came from. */
type Issued = { readonly requestId: string; readonly certificateId: string };

/** The three officers of a certificates office at work, through the API. */
export type Office = {
  readonly entry: { readonly cookie: string };
  readonly reviewer: { readonly cookie: string };
  readonly approver: { readonly cookie: string };
  /** Adds a person to the first organisation of the tree. @returns the holder */
  addPerson(name: string, number: string): Promise<string>;
  /** A request carried through entry, review and approval by three persons; what the API says of it then. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the API answered
  carry(wanted: object): Promise<any>;
  issue(holderId: string, profile?: string): Promise<Issued>;
  revoke(certificateId: string, revocationReason?: string): Promise<void>;
  /** The PKCS#12 of an issued request, collected by the clerk unless told otherwise. */
  collect(
    requestId: string,
    password: string,
    options?: { legacy?: boolean; as?: { readonly cookie: string } },
  ): Promise<Buffer>;
};

/** Appoints the officers of a product that was set up; with `reopen`, those of an earlier start come back. */
export async function openOffice(product: Composed, { reopen = false } = {}): Promise<Office> {
  async function ok(answer: ReturnType<typeof call>) {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  }

  // An account has few sessions and appointments take some of the administrator's, but sign-ins are limited too.
  let admin = await signIn(product, 'system');
  const addPerson: Office['addPerson'] = async (name, number) => {
    const { status } = await call(product, admin, 'GET', '/api/access/me');
    if (status === 401) admin = await signIn(product, 'system');
    const tree = await ok(call(product, admin, 'GET', '/api/pki/organisations'));
    const person = { kind: 'person', organisationId: tree.items[0].id, name, number };
    return (await ok(call(product, admin, 'POST', '/api/pki/holders', person))).id;
  };

  const officer = async (role: string) => {
    const loginName = `office-${role}`;
    if (!reopen) {
      const holderId = await addPerson(role, loginName);
      await appoint(product, { loginName, name: role, holderId, roles: [role] });
    }
    return signIn(product, loginName);
  };
  const entry = await officer('cert-entry');
  const reviewer = await officer('cert-reviewer');
  const approver = await officer('cert-approver');

  const carry: Office['carry'] = async (wanted) => {
    const created = await ok(
      call(product, entry, 'POST', '/api/pki/requests', { reason: '岗位需要', ...wanted }),
    );
    let { request } = created;
    const officers: Record<string, { readonly cookie: string }> = { review: reviewer, approve: approver };
    while (request.step !== null) {
      const path = `/api/pki/requests/${request.id}/decisions`;
      const decided = call(product, officers[request.step]!, 'POST', path, { decision: 'approve' });
      request = (await ok(decided)).request;
    }
    if (request.state !== 'done') throw new Error(JSON.stringify(request));
    return request;
  };

  return {
    entry,
    reviewer,
    approver,
    carry,
    addPerson,
    async issue(holderId, profile = 'staff-signin') {
      const request = await carry({ kind: 'issue', profile, holderId });
      return { requestId: request.id, certificateId: request.resultCertificateId };
    },
    async revoke(certificateId, revocationReason = 'keyCompromise') {
      await carry({ kind: 'revoke', certificateId, revocationReason });
    },
    async collect(requestId, password, { legacy = false, as = entry } = {}) {
      const path = `/api/pki/requests/${requestId}/collect`;
      const { pkcs12 } = await ok(call(product, as, 'POST', path, { password, legacy }));
      return Buffer.from(pkcs12, 'base64');
    },
  };
}
