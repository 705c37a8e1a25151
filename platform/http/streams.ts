import { PassThrough } from 'node:stream';
import { httpErrors } from './errors.ts';

/** One server-sent event (WHATWG HTML §9.2). `data` is sent as JSON. */
type StreamEvent = { readonly event?: string; readonly data: unknown };

export type EventStream = {
  /** What the route's `handle` returns, with the output `Bytes('text/event-stream')`. */
  readonly body: PassThrough;
  send(event: StreamEvent): void;
  close(): void;
};

export type StreamOptions = {
  /** Who holds the stream: each has a bounded number of them. */
  readonly key: string;
  /** Asked at each heartbeat; false (the session has ended) closes the stream. */
  stillAllowed(): Promise<boolean>;
  onClose?(): void;
};

/**
 * Streams of server-sent events of one listener. A client that does not read is dropped when too much
 * waits for it; it comes back by itself, and what it missed is not repeated.
 */
export function createStreams(
  limits: {
    readonly heartbeatMs?: number;
    readonly max?: number;
    readonly maxPerKey?: number;
    readonly maxWaitingBytes?: number;
  } = {},
) {
  const { heartbeatMs = 15_000, max = 500, maxPerKey = 8, maxWaitingBytes = 1024 * 1024 } = limits;
  const open = new Map<EventStream, string>();

  return {
    /** @throws http.busy */
    open({ key, stillAllowed, onClose }: StreamOptions): EventStream {
      const ofKey = [...open.values()].filter((each) => each === key).length;
      if (open.size >= max || ofKey >= maxPerKey) throw httpErrors.busy();
      const body = new PassThrough({ highWaterMark: 64 * 1024 });
      const write = (text: string) => {
        if (body.writableEnded || body.destroyed) return;
        body.write(text);
        if (body.writableLength + body.readableLength > maxWaitingBytes) body.destroy();
      };
      const beat = setInterval(async () => {
        const allowed = await stillAllowed().catch(() => false);
        if (allowed) write(': \n\n');
        else stream.close();
      }, heartbeatMs);
      const stream: EventStream = {
        body,
        send: (event) => write(encode(event)),
        close: () => void body.end(),
      };
      body.once('close', () => {
        clearInterval(beat);
        open.delete(stream);
        onClose?.();
      });
      open.set(stream, key);
      // Opens the stream at once; the browser tries again 3 s after a loss.
      write('retry: 3000\n\n');
      return stream;
    },
    /** Before the listener closes: it waits for answers that are under way. */
    closeAll(): void {
      for (const stream of open.keys()) stream.close();
    },
    get size() {
      return open.size;
    },
  };
}

export type Streams = ReturnType<typeof createStreams>;

function encode({ event, data }: StreamEvent): string {
  const name = event ? `event: ${event.replace(/[\r\n\0]/g, ' ')}\n` : '';
  return `${name}data: ${JSON.stringify(data)}\n\n`;
}
