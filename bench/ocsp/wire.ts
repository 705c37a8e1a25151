import { connect, type Socket } from 'node:net';

/** A whole HTTP request as octets, made once and sent often. */
export function postOf(body: Buffer): Buffer {
  const head = `POST /ocsp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/ocsp-request\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** One connection that stays open and asks one question at a time; costs less than an HTTP client. */
export function openWire(port: number): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(wireOn(socket));
    });
  });
}

export type Wire = {
  /** Resolves when the whole answer is here. @throws Error when it is not 200, or the connection ends */
  ask(post: Buffer): Promise<void>;
  close(): void;
};

function wireOn(socket: Socket): Wire {
  let got = Buffer.alloc(0);
  let wanted = 0;
  let waiting: { resolve(): void; reject(error: Error): void } | undefined;
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (chunk) => {
    got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
    if (wanted === 0) {
      const headEnd = got.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = got.toString('latin1', 0, headEnd);
      const length = /\r\ncontent-length: (\d+)/i.exec(head);
      if (!/^HTTP\/1\.[01] 200/.test(head) || !length) return fail(new Error(head));
      wanted = headEnd + 4 + Number(length[1]);
    }
    if (got.length < wanted) return;
    got = Buffer.alloc(0);
    wanted = 0;
    const { resolve } = waiting!;
    waiting = undefined;
    resolve();
  });
  return {
    ask: (post) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(post);
      }),
    close: () => socket.destroy(),
  };
}
