import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { auditErrors } from '../errors.ts';
import type { KnownSource } from '../service/sources/registry.ts';
import { kernelDrops } from './kernel-drops.ts';
import type { Senders } from './senders.ts';
import type { CollectLog } from './settings.ts';
import type { Taker } from './taker.ts';

export type UdpListener = {
  readonly port: number;
  state(): {
    /** Datagrams of senders that no source names. */
    readonly refusedDatagrams: number;
    /** null: the kernel does not say. */
    readonly kernelDrops: number | null;
  };
  close(): Promise<void>;
};

/** Asked of the kernel; it gives at most net.core.rmem_max. */
const receiveBuffer = 16 * 1024 * 1024;

/**
 * Syslog over UDP (RFC 5426): a datagram is a record. UDP cannot be told to wait: what comes while the
 * share of its source is full is counted as lost, as is what the kernel had no room for.
 */
export async function listenUdp(options: {
  readonly host: string;
  readonly port: number;
  readonly senders: Senders;
  readonly taker: Taker;
  readonly log: CollectLog;
  readonly now: () => number;
  /** Told of datagrams that came while too much of their source was waiting. */
  readonly onLost: (source: string, datagrams: number) => void;
}): Promise<UdpListener> {
  const { host, senders, taker, log, now, onLost } = options;
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: receiveBuffer });
  let refusedDatagrams = 0;
  let closing = false;
  const underWay = new Set<Promise<void>>();
  /** What came in this turn of the event loop, by source. */
  let pending = new Map<KnownSource, Buffer[]>();

  function receive(raw: Buffer, { address }: RemoteInfo): void {
    if (closing || raw.length === 0) return;
    const source = senders.known({ address });
    if (source) add(source, raw);
    else {
      senders.admit({ address }, 'udp').then(
        (admitted) => {
          if (admitted) add(admitted, raw);
          else refusedDatagrams++;
        },
        (error: unknown) => {
          refusedDatagrams++;
          log.warn({ err: error }, 'an unknown sender could not be judged');
        },
      );
    }
  }

  function add(source: KnownSource, raw: Buffer): void {
    if (!taker.hasRoom(source.id)) {
      onLost(source.id, 1);
      return;
    }
    const list = pending.get(source);
    if (list) list.push(raw);
    else pending.set(source, [raw]);
    if (pending.size === 1 && pending.get(source)?.length === 1) setImmediate(flush);
  }

  function flush(): void {
    const batches = pending;
    pending = new Map();
    for (const [source, list] of batches) {
      const receivedAt = now();
      const records = list.map((raw) => taker.recordOf(source, raw, receivedAt));
      const work = taker
        .take(source.id, records, [], receivedAt)
        .catch((error: unknown) => {
          onLost(source.id, records.length);
          log.warn({ source: source.id, records: records.length, err: error }, 'datagrams were lost');
        })
        .finally(() => underWay.delete(work));
      underWay.add(work);
    }
  }

  socket.on('message', receive);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: host, port: options.port }, () => {
      socket.removeListener('error', reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.message;
    const { port } = options;
    throw auditErrors['listen-failed']({
      host,
      port,
      what: 'syslog UDP',
      reason,
      field: 'audit.syslog.udpPort',
    });
  });
  socket.on('error', (error) => log.error({ err: error }, 'the syslog UDP listener failed'));
  const { port } = socket.address();

  return {
    port,
    state: () => ({ refusedDatagrams, kernelDrops: kernelDrops(port) }),
    async close() {
      closing = true;
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      flush();
      await Promise.all(underWay);
    },
  };
}
