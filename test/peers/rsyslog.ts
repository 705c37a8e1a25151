import { spawn } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-ports.ts';
import { peer } from './find.ts';

/** Debian's rsyslog with its TLS driver and RELP (`rsyslog-gnutls`, `rsyslog-relp`). */
export const rsyslog = peer('rsyslogd', {
  debian: 'rsyslog rsyslog-gnutls rsyslog-relp',
  binary: '/usr/sbin/rsyslogd',
  versionArgs: ['-v'],
});

/** Its output to Elasticsearch, a shipper that many servers have. */
export const omelasticsearch = peer('omelasticsearch', {
  debian: 'rsyslog-elasticsearch',
  probe: () => (rsyslog.found ? globSync('/usr/lib/*/rsyslog/omelasticsearch.so')[0] : undefined),
});

/** The other side. `ca`: PEM file by which it is known. */
type Target =
  /** Its certificate must carry `name`. RELP cannot do without a certificate of its own: the same, with its `key`. */
  | {
      readonly by: 'tls' | 'relp';
      readonly port: number;
      readonly ca: string;
      readonly key: string;
      readonly name: string;
    }
  | { readonly by: 'elasticsearch'; readonly server: string; readonly password: string; readonly ca: string };

export type Forwarder = {
  /** Where it takes lines over TCP. */
  readonly port: number;
  /** What it says about itself. */
  output(): string;
  /** Ends it after it has given away what it holds, where that is possible within ten seconds. */
  stop(): Promise<void>;
};

function actionOf(target: Target): string {
  if (target.by === 'elasticsearch') {
    return `type="omelasticsearch" server=["${target.server}"] uid="rsyslog" pwd="${target.password}"
    tls.cacert="${target.ca}" bulkmode="on" esVersion.major="8" searchType="" searchIndex="logs-app"
    writeoperation="create" template="asJson"`;
  }
  const { by, port, ca, key, name } = target;
  const way =
    by === 'tls'
      ? `type="omfwd" protocol="tcp" tcp_framing="octet-counted" streamDriver="gtls" streamDriverMode="1"
    streamDriverAuthMode="x509/name" streamDriverPermittedPeers="${name}"`
      : `type="omrelp" tls="on" tls.caCert="${ca}" tls.authMode="name" tls.permittedPeer=["${name}"]
    tls.myCert="${ca}" tls.myPrivKey="${key}"`;
  return `${way} target="127.0.0.1" port="${port}" template="asSent"`;
}

/**
 * Starts rsyslog as a relay: lines in over TCP, out by TLS (RFC 5425, octet counting), RELP over TLS or the bulk
 * API of Elasticsearch, through a queue on disk that holds everything while the other side is away.
 */
export async function startForwarder(directory: string, target: Target): Promise<Forwarder> {
  const port = await freePort();
  const spool = join(directory, 'spool');
  mkdirSync(spool, { recursive: true });
  const configuration = `
global(workDirectory="${spool}" maxMessageSize="64k" defaultNetstreamDriverCAFile="${target.ca}")
module(load="imtcp")
module(load="${target.by === 'elasticsearch' ? 'omelasticsearch' : 'omrelp'}")
input(type="imtcp" port="${port}" address="127.0.0.1" ruleset="forward")
template(name="asSent" type="string" string="%rawmsg%")
template(name="asJson" type="list" option.json="on") {
  constant(value="{\\"@timestamp\\":\\"") property(name="timereported" dateFormat="rfc3339")
  constant(value="\\",\\"message\\":\\"") property(name="msg") constant(value="\\"}")
}
ruleset(name="forward") {
  action(${actionOf(target)}
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
