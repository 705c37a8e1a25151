import { at, compact, firstSaid, isFields, side, some } from '../fields.ts';
import { jsonTime } from '../line.ts';
import { iso } from '../time.ts';
import type { Fields, FieldValue, Line, ParseContext, Parser } from '../types.ts';

/** Any JSON object: what it says by usual names goes to ECS, the whole to `json`. */
export const genericJson: Parser = {
  name: 'json',
  title: { zh: '通用 JSON', en: 'JSON of any kind' },
  class: 'business',
  generic: true,
  parse: ({ json }: Line, context: ParseContext) =>
    json ? (documentFields(json, context) ?? objectFields(json, context)) : undefined,
};

const ecsSets = [
  'event',
  'user',
  'source',
  'destination',
  'host',
  'process',
  'file',
  'log',
  'ecs',
  'agent',
  'client',
  'server',
  'url',
  'http',
  'observer',
  'related',
  'network',
];

/** A document that is ECS already stays as it is. */
function documentFields(json: Fields, context: ParseContext): Fields | undefined {
  const looksEcs = json['@timestamp'] !== undefined && (isFields(json.ecs) || isFields(json.event));
  if (!looksEcs || ecsSets.some((name) => json[name] !== undefined && !isFields(json[name])))
    return undefined;
  const { anmin: _, '@metadata': __, ...rest } = json;
  return { ...rest, '@timestamp': iso(jsonTime(json, context)) ?? null };
}

const good = /^(?:success|succeeded|ok|true|allow|allowed|pass|passed|granted|成功|通过|允许)$/i;
const bad = /^(?:fail|failed|failure|error|false|deny|denied|reject|rejected|blocked|失败|拒绝|错误|阻断)$/i;

function objectFields(json: Fields, context: ParseContext): Fields {
  const result =
    firstSaid(json.outcome, json.result, json.status, json.success as FieldValue) ??
    (typeof json.success === 'boolean' ? String(json.success) : undefined);
  const user = json.user;
  return compact({
    '@timestamp': iso(jsonTime(json, context)),
    event: compact({
      kind: 'event',
      action: firstSaid(json.action, json.event, json.operation, json.event_type, json.eventName, json.type),
      outcome:
        result === undefined
          ? undefined
          : good.test(result)
            ? 'success'
            : bad.test(result)
              ? 'failure'
              : undefined,
      dataset: 'generic.json',
    }),
    message: firstSaid(json.message, json.msg, json.log, json.description, json.detail),
    log: some({
      level: firstSaid(
        json.level,
        json.severity,
        json.lvl,
        json.loglevel,
        at(json, 'log', 'level'),
      )?.toLowerCase(),
    }),
    user: some({
      name: firstSaid(
        json.username,
        json.user_name,
        json.userName,
        user,
        at(user, 'name'),
        json.account,
        json.operator,
        json.login,
      ),
      id: firstSaid(json.user_id, json.userId, json.uid, at(user, 'id')),
    }),
    source: side(
      firstSaid(
        json.src_ip,
        json.source_ip,
        json.sourceIp,
        json.client_ip,
        json.clientIp,
        json.remote_addr,
        json.remote_ip,
        json.ip,
        at(json, 'source', 'ip'),
      ),
      json.src_port ?? json.source_port ?? json.client_port,
    ),
    destination: side(
      firstSaid(json.dst_ip, json.dest_ip, json.destination_ip, json.server_ip),
      json.dst_port ?? json.dest_port,
    ),
    host: some({ name: firstSaid(json.host, json.hostname, json.server, at(json, 'host', 'name')) }),
    process: some({ name: firstSaid(json.process, json.program, json.service, json.logger) }),
    json,
  });
}
