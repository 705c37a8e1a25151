import { createServer as createPlain, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TLSSocket } from 'node:tls';
import { auditErrors } from '../errors.ts';
import type { Credentials, KnownSource } from '../service/sources/registry.ts';
import { createAddressShares } from './address-shares.ts';
import { createDeframer, type Frames } from './framing.ts';
import { peerChain } from './peer-chain.ts';
import { createRelpReader } from './relp.ts';
import type { Senders } from './senders.ts';
import { type ClientVerdict, type CollectLog, type CollectPorts, limits } from './settings.ts';
import type { Taker } from './taker.ts';

export type StreamListener = {
  readonly transport: 'tcp' | 'tls' | 'relp';
  readonly port: number;
  state(): { readonly connections: number; readonly refusedConnections: number };
  replaceIdentity(identity: { readonly key: string; readonly cert: string }): void;
  /**
   * Ends the connections whose sender may no longer feed its source.
   * @param certificates also judges every client certificate anew
   */
  recheck(certificates: boolean): Promise<void>;
  /** Takes no more connections and ends those that there are; what was read goes to the intake. */
  close(): Promise<void>;
};

export type StreamOptions = {
  readonly host: string;
  readonly port: number;
  /** Of all senders; an IPv4 address, or a /64 of IPv6, has a quarter of them at most. */
  readonly maxConnections: number;
  readonly senders: Senders;
  readonly taker: Taker;
  readonly log: CollectLog;
  readonly now: () => number;
  /** Absent: plain TCP. */
  readonly tls?: {
    readonly identity: { readonly key: string; readonly cert: string };
    readonly clientCertificates: 'required' | 'optional';
    readonly judge: CollectPorts['judgeClient'];
  };
  /** RELP instead of plain framing: each record is acknowledged. */
  readonly relp?: boolean;
  readonly unfinishedMs?: number;
};

/** Who is at the other end, since it was let in. */
type Admitted = {
  readonly credentials: Credentials;
  readonly source: KnownSource;
  /** When its certificate ends, ms since 1970. */
  readonly until: number;
};

/** Cuts what a connection sends, and says what is to be answered: at once, or when it is on disk. */
type Cut = Frames & { readonly now?: string; readonly stored?: string; readonly closing?: boolean };

/**
 * Syslog over TCP (RFC 6587) or TLS (RFC 5425). There is no acknowledgement in the protocol: a connection
 * is read on only as far as what it sent is on disk, so that the sender's own queue holds the rest; what
 * is in the buffers of a connection when this machine dies is lost. With RELP it is sent again.
 */
export async function listenStream(options: StreamOptions): Promise<StreamListener> {
  const { host, maxConnections, senders, taker, log, tls, now } = options;
  const unfinishedMs = options.unfinishedMs ?? limits.unfinishedMs;
  const transport = options.relp ? 'relp' : tls ? 'tls' : 'tcp';
  const open = new Map<Socket, Promise<void>>();
  const admitted = new Map<Socket, Admitted>();
  /** How often what is judged by has changed. */
  let changes = 0;
  let refusedConnections = 0;
  const shares = createAddressShares(Math.max(1, Math.floor(maxConnections / 4)), (network) =>
    log.warn({ transport, network }, 'a network has its share of the syslog connections, more are refused'),
  );

  /** From before its handshake on: one machine must not take the connections of all others. */
  function boundAddress(socket: Socket): void {
    const giveBack = shares.take(socket.remoteAddress ?? '');
    if (giveBack) {
      socket.once('close', giveBack);
      return;
    }
    refusedConnections++;
    socket.destroy();
  }

  function accept(socket: Socket): void {
    socket.on('error', (error) => log.info({ transport, err: error }, 'a syslog connection failed'));
    if (socket.destroyed) return;
    if (open.size >= maxConnections) {
      refusedConnections++;
      socket.destroy();
      return;
    }
    const work = serve(socket)
      .catch((error: unknown) => log.warn({ transport, err: error }, 'a syslog connection was given up'))
      .finally(() => {
        open.delete(socket);
        admitted.delete(socket);
        socket.destroy();
      });
    open.set(socket, work);
  }

  async function serve(socket: Socket): Promise<void> {
    socket.setKeepAlive(true, 60_000);
    socket.setTimeout(limits.idleMs, () => socket.destroy());
    const sender = await admit(socket);
    if (sender === undefined) {
      refusedConnections++;
      return;
    }
    admitted.set(socket, sender);
    await read(socket, sender);
  }

  /** Judges again when meanwhile something changed that it was judged by. */
  async function admit(socket: Socket): Promise<Admitted | undefined> {
    for (;;) {
      const before = changes;
      const credentials = await identify(socket);
      const source = credentials && (await senders.admit(credentials, transport));
      if (before !== changes) continue;
      const until = credentials?.certificate
        ? (socket as TLSSocket).getPeerX509Certificate()?.validToDate.getTime()
        : Number.POSITIVE_INFINITY;
      return credentials && source && until !== undefined ? { credentials, source, until } : undefined;
    }
  }

  const mayFeed = ({ credentials, source, until }: Admitted): boolean =>
    now() <= until && senders.known(credentials)?.id === source.id;

  async function recheck(certificates: boolean): Promise<void> {
    changes++;
    for (const [socket, sender] of admitted) {
      if (socket.destroyed) continue;
      const { certificate } = sender.credentials;
      const trusted = !certificates || !certificate || (await isStillTrusted(socket));
      if (trusted && mayFeed(sender)) continue;
      log.warn({ transport, source: sender.source.id }, 'a syslog connection may no longer feed its source');
      socket.destroy();
    }
  }

  /** Who cannot be judged comes back with a new connection. */
  const isStillTrusted = (socket: Socket): Promise<boolean> =>
    identify(socket).then(
      (credentials) => credentials !== undefined,
      () => false,
    );

  async function identify(socket: Socket): Promise<Credentials | undefined> {
    const address = socket.remoteAddress;
    if (address === undefined) return undefined;
    let certificate: Credentials['certificate'];
    if (tls) {
      const chain = peerChain(socket as TLSSocket);
      if (chain.length === 0 && tls.clientCertificates === 'required')
        return refuse(address, 'no certificate');
      if (chain.length > 0) {
        const verdict: ClientVerdict = await tls.judge(chain);
        if (!verdict.ok) return refuse(address, verdict.reason.en);
        certificate = verdict;
      }
    }
    return { address, ...(certificate && { certificate }) };
  }

  function refuse(address: string, reason: string): undefined {
    log.warn({ transport, address, reason }, 'a syslog sender was refused');
    return undefined;
  }

  /**
   * Reads a connection to its end, never more than `connectionInFlight` ahead of the disk.
   */
  function read(socket: Socket, sender: Admitted): Promise<void> {
    const { credentials, source } = sender;
    const bounds = { maxRecord: limits.record, keptPart: limits.keptPart };
    const deframer = options.relp ? createRelpReader(bounds) : createDeframer(bounds);
    let last: Promise<void> = Promise.resolve();
    let inFlight = 0;
    let ended = false;
    let unfinishedSince = 0;
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (ended && inFlight === 0) {
          clearInterval(timer);
          resolve();
        }
      };
      const write = (text = '') => {
        if (text !== '' && socket.writable) socket.write(text);
      };
      const take = (cut: Cut, bytes: number) => {
        write(cut.now);
        if (cut.records.length > 0 || cut.refused.length > 0) {
          inFlight += bytes;
          const receivedAt = now();
          const as = senders.known(credentials) ?? source;
          const records = cut.records.map((raw) => taker.recordOf(as, raw, receivedAt));
          const taken = taker.take(source.id, records, cut.refused, receivedAt);
          last = Promise.all([last, taken]).then(() => {
            inFlight -= bytes;
            if (mayRead()) socket.resume();
          });
        }
        last = last.then(() => {
          write(cut.stored);
          if (cut.closing) socket.end();
          if (!mayRead()) socket.pause();
          settle();
        });
        if (!mayRead()) socket.pause();
        last.catch((error: unknown) => {
          clearInterval(timer);
          reject(error);
        });
      };
      // Who takes no answers is asked for no more: what waits for it is in our memory.
      const mayRead = () =>
        !socket.writableNeedDrain &&
        (inFlight === 0 || (inFlight < limits.connectionInFlight && taker.hasRoom(source.id)));
      const end = (clean: boolean) => {
        if (ended) return;
        ended = true;
        const bytes = deframer.pending;
        take(deframer.end(clean), bytes);
        settle();
      };
      // A sender that stops in the middle of a record holds memory: it gets a minute.
      const timer = setInterval(
        () => {
          if (deframer.pending === 0) unfinishedSince = 0;
          else if (unfinishedSince === 0) unfinishedSince = performance.now();
          else if (performance.now() - unfinishedSince > unfinishedMs && !socket.isPaused()) {
            end(false);
            socket.destroy();
          }
        },
        Math.min(unfinishedMs / 4, 5000),
      );
      timer.unref();
      socket.on('data', (chunk: Buffer) => {
        if (ended) return;
        if (!mayFeed(sender)) {
          end(false);
          socket.destroy();
          return;
        }
        unfinishedSince = 0;
        take(deframer.push(chunk), chunk.length);
        if (deframer.broken) {
          end(false);
          socket.destroy();
        }
      });
      socket.on('drain', () => {
        if (mayRead()) socket.resume();
      });
      socket.on('end', () => end(true));
      socket.on('close', () => end(false));
      if (socket.destroyed) end(false);
    });
  }

  const server: Server = tls
    ? createTls(
        {
          ...tls.identity,
          minVersion: 'TLSv1.2',
          requestCert: true,
          // Our own validator judges the chain, as for the other listeners.
          rejectUnauthorized: false,
          handshakeTimeout: 20_000,
        },
        accept,
      )
    : createPlain();
  server.on('connection', boundAddress);
  if (!tls) server.on('connection', accept);
  server.maxConnections = maxConnections + 64;
  server.on('tlsClientError', (error) => log.info({ transport, err: error }, 'a TLS handshake failed'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port: options.port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.message;
    const { port } = options;
    const field = `audit.syslog.${transport}Port`;
    throw auditErrors['listen-failed']({
      host,
      port,
      what: `syslog ${transport.toUpperCase()}`,
      reason,
      field,
    });
  });
  server.on('error', (error) => log.error({ transport, err: error }, 'a syslog listener failed'));
  const address = server.address();

  return {
    transport,
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    state: () => ({ connections: open.size, refusedConnections }),
    replaceIdentity(identity) {
      if (tls)
        (server as ReturnType<typeof createTls>).setSecureContext({ ...identity, minVersion: 'TLSv1.2' });
    },
    recheck,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Says that no more is read, and takes what is on its way, so that it need not be sent again.
      for (const socket of open.keys()) socket.end();
      const timer = setTimeout(() => {
        for (const socket of open.keys()) socket.destroy();
      }, farewellMs);
      await Promise.all(open.values());
      clearTimeout(timer);
      await closed;
    },
  };
}

/** How long a sender has to see that we end. */
const farewellMs = 1000;
