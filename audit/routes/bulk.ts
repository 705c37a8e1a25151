import type { TLSSocket } from 'node:tls';
import { type Static, Type } from 'typebox';
import { Closed, type Route, route, Text } from '#platform/http/index.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { type Bulk, createArrivals } from '../collect/bulk.ts';
import { answerElastic } from '../collect/elastic/answers.ts';
import { type Answer, refusalOf, takeElasticBulk } from '../collect/elastic/bulk.ts';
import { peerChain } from '../collect/peer-chain.ts';
import { type CollectPorts, limits } from '../collect/settings.ts';
import { recordsMediaType } from '../core/records-body.ts';
import { auditErrors } from '../errors.ts';
import type { DeadLetters } from '../service/dead-letters/index.ts';
import type { Credentials, KnownSource, Registry } from '../service/sources/registry.ts';
import { SourceParams } from '../service/sources/schemas.ts';
import { tokenOf } from '../service/sources/tokens.ts';

type Request = Parameters<Route['handle']>[0]['request'];
type Reply = Parameters<Route['handle']>[0]['reply'];

/** Machines have no session: each request shows a token or a client certificate, which is checked here. */
const access = {
  public:
    'Programs send records with a token or client certificate of their own, checked before anything is taken',
} as const;
const limit = { unlimited: 'Senders may send many batches a second; tokens have 256 random bits' } as const;

const Taken = Type.Object({
  stored: Type.Integer(),
  /** Sent again: here since an earlier call. */
  known: Type.Integer(),
  refused: Type.Array(Type.Object({ line: Type.Integer(), code: Type.String() })),
});

const json = ['application/json', 'application/vnd.elasticsearch+json'];
const ndjson = ['application/x-ndjson', 'application/vnd.elasticsearch+x-ndjson', 'application/ndjson'];
/** Elasticsearch answers in its own shapes, which its clients know. */
const Elastic = Type.Object({}, { additionalProperties: true });

export type SenderRouteDeps = {
  readonly bulk: Bulk;
  readonly registry: Registry;
  readonly deadLetters: Pick<DeadLetters, 'add'>;
  readonly judgeClient: CollectPorts['judgeClient'];
  readonly now: () => number;
};

/** Where programs send records over HTTPS: absolute paths, for a listener that asks for client certificates. */
export function senderRoutes(deps: SenderRouteDeps): Route[] {
  const { bulk, registry, judgeClient } = deps;

  /** Of requests whose body may be read. */
  const shown = new WeakMap<Request, Credentials>();
  const sources = new WeakMap<Request, KnownSource>();
  const arrives = createArrivals();

  async function credentialsOf(request: Request): Promise<Credentials> {
    const token = tokenOf(request.headers.authorization);
    const chain = peerChain(request.socket as TLSSocket);
    const verdict = chain.length === 0 ? undefined : await judgeClient(chain);
    return {
      ...(token !== undefined && { token }),
      ...(verdict?.ok && { certificate: verdict }),
    };
  }

  const collect = route({
    method: 'POST',
    path: '/api/audit/collect/:id',
    id: 'collectAuditRecords',
    summary: '接收一个来源的审计记录 Take audit records of a source',
    access,
    limit,
    bodyLimit: limits.bulkSent,
    raw: ['application/x-ndjson', recordsMediaType],
    input: { params: SourceParams },
    output: { 200: Taken },
    async admit({ request, reply }) {
      const credentials = await credentialsOf(request);
      const { id } = request.params as { id: string };
      if (!registry.mayFeed(credentials, id)) throw auditErrors['sender-refused']();
      reply.raw.once('close', arrives(id));
      shown.set(request, credentials);
    },
    async handle({ params, bytes, request, reply }): Promise<Static<typeof Taken>> {
      const { headers } = request;
      try {
        const { stored, known, refused } = await bulk.take({
          source: params.id,
          credentials: shown.get(request)!,
          body: bytes,
          encoding: headers['content-encoding'],
          form: headers['content-type']?.startsWith(recordsMediaType) ? 'envelopes' : 'lines',
          stream: one(headers['x-anmin-stream']),
          position: one(headers['x-anmin-position']),
        });
        return { stored, known, refused: [...refused] };
      } catch (error) {
        if (error instanceof AppError && error.status >= 500) reply.header('retry-after', '5');
        throw error;
      }
    },
  });

  /** Only who one of the sources knows. */
  async function admitElastic({ request, reply }: Parameters<NonNullable<Route['admit']>>[0]): Promise<void> {
    const source = registry.resolve(await credentialsOf(request), 'elastic');
    try {
      if (source === undefined) throw auditErrors['sender-refused']();
      reply.raw.once('close', arrives(source.id));
      sources.set(request, source);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      answerAsElastic(request, reply, refusalOf(error));
    }
  }

  /** Answers in the shapes of Elasticsearch. */
  function answerAsElastic(request: Request, reply: Reply, answer: Answer): Reply {
    if (answer.status === 401)
      reply.header('www-authenticate', 'ApiKey, Basic realm="anmin" charset="UTF-8"');
    if (answer.status === 429 || answer.status >= 500) reply.header('retry-after', '2');
    // The official clients refuse to speak to a server without this header.
    reply.header('x-elastic-product', 'Elasticsearch');
    const compatible = /compatible-with=(\d)/.exec(String(request.headers.accept ?? ''))?.[1];
    const plain =
      compatible === undefined
        ? 'application/json'
        : `application/vnd.elasticsearch+json;compatible-with=${compatible}`;
    reply.code(answer.status).type(plain).serializer(JSON.stringify).send(answer.body);
    return reply;
  }
  const elasticBulk = (method: 'POST' | 'PUT', withIndex: boolean) =>
    route({
      method,
      path: withIndex ? '/es/:index/_bulk' : '/es/_bulk',
      id: `${method.toLowerCase()}ElasticBulk${withIndex ? 'OfIndex' : ''}`,
      summary: '按 Elasticsearch 批量接口接收审计记录 Take audit records as the Elasticsearch bulk API does',
      access,
      limit,
      bodyLimit: limits.bulkSent,
      raw: [...ndjson, ...json],
      ...(withIndex && { input: { params: Closed({ index: Text(255) }) } }),
      output: { 200: Elastic },
      admit: admitElastic,
      async handle({ params, bytes, request, reply }) {
        const { index } = (params ?? {}) as { index?: string };
        const encoding = request.headers['content-encoding'];
        const answer = await takeElasticBulk(deps, sources.get(request)!, { bytes, encoding, index });
        return answerAsElastic(request, reply, answer);
      },
    });
  const elasticOther = (method: 'GET' | 'PUT' | 'POST', path: string, id: string) =>
    route({
      method,
      path,
      id,
      summary: '日志采集程序启动时的查询与设置 What senders ask an Elasticsearch before their first bulk',
      access,
      limit,
      bodyLimit: limits.bulkSent,
      ...(method !== 'GET' && { raw: [...json, ...ndjson] }),
      output: { 200: Elastic },
      admit: admitElastic,
      handle: async ({ request, reply }) =>
        answerAsElastic(request, reply, answerElastic(method, pathBelow(request.url))),
    });

  return [
    collect,
    elasticBulk('POST', false),
    elasticBulk('PUT', false),
    elasticBulk('POST', true),
    elasticBulk('PUT', true),
    elasticOther('GET', '/es', 'getElasticRoot'),
    elasticOther('GET', '/es/*', 'getElasticOther'),
    elasticOther('PUT', '/es/*', 'putElasticOther'),
    elasticOther('POST', '/es/*', 'postElasticOther'),
  ];
}

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** The path below `/es`, decoded, without slashes around it; as it is when it cannot be decoded. */
function pathBelow(url: string): string {
  const path = url
    .split('?')[0]!
    .replace(/^\/es\/?/, '')
    .replace(/\/$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
