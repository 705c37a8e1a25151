import { Client, type ClientOptions } from '@elastic/elasticsearch';

export type ElasticsearchConnection = {
  /** `https://es1:9200`; each is used in turn. Other nodes are never asked for (no sniffing). */
  readonly nodes: readonly string[];
  readonly auth?:
    | { readonly apiKey: string }
    | { readonly username: string; readonly password: string }
    | undefined;
  /** PEM. `ca`: the only authority that nodes are trusted by; without it those of the system. */
  readonly tls?:
    | {
        readonly ca?: string | undefined;
        readonly cert?: string | undefined;
        readonly key?: string | undefined;
      }
    | undefined;
  /** After which an unanswered request counts as failed. */
  readonly requestTimeoutMs: number;
};

/** The only place that makes the client. Nothing is sent until it is asked something. */
export function connect({ nodes, auth, tls, requestTimeoutMs }: ElasticsearchConnection): Client {
  const options: ClientOptions = {
    nodes: [...nodes],
    ...(auth && { auth: { ...auth } }),
    ...(tls && { tls: { ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.2' } }),
    sniffOnStart: false,
    sniffInterval: false,
    sniffOnConnectionFault: false,
    maxRetries: nodes.length,
    requestTimeout: requestTimeoutMs,
    enableMetaHeader: false,
  };
  return new Client(options);
}
