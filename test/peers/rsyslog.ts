import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { peer } from './find.ts';

/** Debian's rsyslog with its TLS driver and RELP (`rsyslog-gnutls`, `rsyslog-relp`). */
export const rsyslog = peer('rsyslogd', {
  debian: 'rsyslog rsyslog-gnutls rsyslog-relp',
  binary: '/usr/sbin/rsyslogd',
  versionArgs: ['-v'],
});

export type Forwarder = {
  /** Where it takes lines over TCP. */
  readonly port: number;
  /** What it says about itself. */
  output(): string;
  /** Ends it after it has given away what it holds, where that is possible within ten seconds. */
  stop(): Promise<void>;
};

/**
 * Starts rsyslog as a relay: lines in over TCP, out by TLS (RFC 5425, octet counting) or RELP over TLS,
 * through a queue on disk that holds everything while the other side is away.
 * @param target.ca PEM file by which it knows the other side, whose certificate must carry `target.name`;
 * RELP cannot do without a certificate of its own: the same, with its `key`
 */
export async function startForwarder(
  directory: string,
  target: {
    readonly by: 'tls' | 'relp';
    readonly port: number;
    readonly ca: string;
    readonly key: string;
    readonly name: string;
  },
): Promise<Forwarder> {
  const port = await freePort();
  const spool = join(directory, 'spool');
  mkdirSync(spool, { recursive: true });
  const way =
    target.by === 'tls'
      ? `type="omfwd" protocol="tcp" tcp_framing="octet-counted" streamDriver="gtls" streamDriverMode="1"
    streamDriverAuthMode="x509/name" streamDriverPermittedPeers="${target.name}"`
      : `type="omrelp" tls="on" tls.caCert="${target.ca}" tls.authMode="name" tls.permittedPeer=["${target.name}"]
    tls.myCert="${target.ca}" tls.myPrivKey="${target.key}"`;
  const configuration = `
global(workDirectory="${spool}" maxMessageSize="64k" defaultNetstreamDriverCAFile="${target.ca}")
module(load="imtcp")
module(load="omrelp")
input(type="imtcp" port="${port}" address="127.0.0.1" ruleset="forward")
template(name="asSent" type="string" string="%rawmsg%")
ruleset(name="forward") {
  action(${way} target="127.0.0.1" port="${target.port}" template="asSent"
    action.resumeRetryCount="-1" action.resumeInterval="1" action.resumeIntervalMax="1"
    queue.type="LinkedList" queue.filename="forward" queue.size="100000" queue.highWatermark="500"
    queue.lowWatermark="100" queue.maxDiskSpace="1g" queue.saveOnShutdown="on" queue.timeoutEnqueue="60000"
    queue.timeoutShutdown="10000" queue.timeoutActionCompletion="5000")
}
`;
  const file = join(directory, 'rsyslog.conf');
  writeFileSync(file, configuration);
  const child = spawn(rsyslog.path, ['-n', '-f', file, '-i', join(directory, 'rsyslog.pid')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(-10_000);
    });
  }
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    port,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await closed;
      clearTimeout(timer);
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
