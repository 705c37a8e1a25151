import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { auditErrors } from '../../errors.ts';
import { writeDurably } from '../../evidence/files.ts';
import { type Answer, type Client, failureOf } from '../send/client.ts';
import { type KeyAndRequest, makeKeyAndRequest } from './signing-request.ts';

/** Who this agent is and whom it trusts. PEM. */
export type Identity = {
  readonly server: string;
  /** The source that it was enrolled for. */
  readonly source: string;
  readonly ca: string;
  readonly key: string;
  /** Its own certificate and those between it and the root. */
  readonly certificate: string;
};

const identityPath = (state: string) => join(state, 'identity.json');
const pendingPath = (state: string) => join(state, 'pending-key.json');

/** @throws audit.agent-not-enrolled */
export function readIdentity(state: string): Identity {
  const identity = findIdentity(state);
  if (identity === undefined) throw auditErrors['agent-not-enrolled']({ path: state });
  return identity;
}

export function findIdentity(state: string): Identity | undefined {
  const path = identityPath(state);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Identity) : undefined;
}

/** Key and certificate change together, or not at all. */
function writeIdentity(state: string, identity: Identity): void {
  writeDurably(identityPath(state), Buffer.from(JSON.stringify(identity)));
  rmSync(pendingPath(state), { force: true });
}

/** The key of a request whose answer never came: asked again with it, the server gives the same certificate. */
function pendingKey(state: string): KeyAndRequest {
  const path = pendingPath(state);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as KeyAndRequest;
  const made = makeKeyAndRequest(hostname().slice(0, 60) || 'agent');
  writeDurably(path, Buffer.from(JSON.stringify(made)));
  return made;
}

/**
 * Gets a certificate with a one-time token.
 * @throws audit.agent-enrolled-already, audit.agent-refused, audit.agent-unreachable
 */
export async function enrol(deps: {
  readonly state: string;
  readonly server: string;
  readonly ca: string;
  readonly token: string;
  readonly client: Client;
}): Promise<Identity> {
  const { state, server, ca, token, client } = deps;
  const known = findIdentity(state);
  if (known) throw auditErrors['agent-enrolled-already']({ path: state, server: known.server });
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const { key, request } = pendingKey(state);
  const answer = await client.post(
    '/api/audit/agents/enrol',
    jsonBody({ token, request, name: hostname() }),
    json,
  );
  const { source, certificate } = accepted(server, answer);
  const identity = { server, source, ca, key, certificate };
  writeIdentity(state, identity);
  return identity;
}

/** Gets a new certificate with the one it has. @throws audit.agent-refused, audit.agent-unreachable */
export async function renew(state: string, identity: Identity, client: Client): Promise<Identity> {
  const { key, request } = pendingKey(state);
  const answer = await client.post('/api/audit/agents/renew', jsonBody({ request }), json);
  const { certificate } = accepted(identity.server, answer);
  const renewed = { ...identity, key, certificate };
  writeIdentity(state, renewed);
  return renewed;
}

/** Two thirds of its life are over: so renewal has time to succeed. */
export function isRenewalDue({ certificate }: Identity, now: Date): boolean {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  const begin = validFromDate.getTime();
  return now.getTime() >= begin + ((validToDate.getTime() - begin) * 2) / 3;
}

const json = { 'content-type': 'application/json' };
const jsonBody = (value: object): Buffer => Buffer.from(JSON.stringify(value));

function accepted(server: string, answer: Answer): { source: string; certificate: string } {
  const { source, certificate } = (answer.body ?? {}) as Record<string, unknown>;
  if (answer.status !== 200 || typeof source !== 'string' || typeof certificate !== 'string') {
    throw auditErrors['agent-refused']({ server, ...failureOf(answer) });
  }
  return { source, certificate };
}
