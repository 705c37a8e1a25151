import { at, compact, count, isFields, said, side, some } from '../fields.ts';
import { anyTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, FieldValue, Line, ParseContext, Parser } from '../types.ts';

/** Kubernetes API server audit, `audit.k8s.io/v1` Event. */
export const kubernetesAudit: Parser = {
  name: 'kubernetes-audit',
  title: { zh: 'Kubernetes 审计', en: 'Kubernetes audit' },
  class: 'operations',
  parse: parseAudit,
};

function parseAudit({ json }: Line, context: ParseContext): Fields | undefined {
  if (json?.kind !== 'Event' || said(json.auditID) === undefined || json.verb === undefined) return undefined;
  const status = count(at(json, 'responseStatus', 'code'));
  const reference = isFields(json.objectRef) ? json.objectRef : {};
  const verb = said(json.verb)!;
  const addresses = Array.isArray(json.sourceIPs) ? json.sourceIPs : [];
  const decision = at(json, 'annotations', 'authorization', 'k8s', 'io/decision');
  return compact({
    '@timestamp': iso(
      anyTime(json.stageTimestamp ?? json.requestReceivedTimestamp ?? json.timestamp, context),
    ),
    event: compact({
      kind: 'event',
      category: ['api'],
      type: [typeOf(verb)],
      action: verb,
      id: said(json.auditID),
      outcome: outcomeOf(status, decision),
      dataset: 'kubernetes.audit_logs',
      module: 'kubernetes',
    }),
    message: [verb, said(reference.resource), said(reference.namespace), said(reference.name)]
      .filter(Boolean)
      .join(' '),
    user: some({
      name: said(at(json, 'user', 'username')),
      id: said(at(json, 'user', 'uid')),
      roles: texts(at(json, 'user', 'groups')),
      effective: some({ name: said(at(json, 'impersonatedUser', 'username')) }),
    }),
    source: side(addresses[0]),
    client: addresses.length > 1 ? { forwarded_for: texts(addresses)!.join(', ') } : undefined,
    user_agent: some({ original: said(json.userAgent) }),
    url: some({ original: said(json.requestURI) }),
    http: some({ response: some({ status_code: status }) }),
    orchestrator: compact({
      type: 'kubernetes',
      namespace: said(reference.namespace),
      api_version: said(reference.apiVersion),
      resource: some({ type: said(reference.resource), name: said(reference.name) }),
    }),
    kubernetes: { audit: json },
  });
}

const reads = new Set(['get', 'list', 'watch', 'head']);

function typeOf(verb: string): string {
  if (reads.has(verb)) return 'access';
  if (verb === 'create') return 'creation';
  return verb.startsWith('delete') ? 'deletion' : 'change';
}

function outcomeOf(status: number | undefined, decision: FieldValue | undefined): string | undefined {
  if (decision === 'forbid') return 'failure';
  if (status !== undefined) return status < 400 ? 'success' : 'failure';
  return undefined;
}

function texts(value: FieldValue | undefined): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const out = value.filter((item) => typeof item === 'string');
  return out.length > 0 ? out : undefined;
}
