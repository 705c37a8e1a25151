import type { Config } from '#platform/config/index.ts';
import {
  collectOpenApi,
  collectRoutes,
  createMetrics,
  createStreams,
  type HttpConfig,
  type Listener,
  openApiRoute,
  serveConsole,
  serveDocs,
} from '#platform/http/index.ts';
import { certificateSignInUrl, consoleUrl, revocationBaseUrl, serverNames } from './addresses.ts';
import type { System } from './compose.ts';
import { consoleDir, version } from './foundation.ts';
import { type ListenerPlan, type Listening, openListeners } from './listeners.ts';
import { createHealth } from './system/health.ts';
import { systemRoutes } from './system/routes.ts';
import { streamRoutes } from './system/stream.ts';
import { type TrustPage, trustRoutes } from './trust-page.ts';

export type Server = {
  readonly urls: { readonly console: string; readonly certificateSignIn: string; readonly plain: string };
  /** Of this boot, when the set-up is still to be done. Its token is in no log. */
  readonly setupUrl: string | undefined;
  /** The listener of console and API, for whoever asks without a socket. */
  readonly main: Listener;
  close(): Promise<void>;
};

/**
 * Starts the composed system and opens its three listeners; when that fails, everything is closed again.
 */
export async function startServer(system: System): Promise<Server> {
  const open: Listening[] = [];
  const close = async () => {
    await Promise.all(open.map(({ listener }) => listener.close()));
    await system.close();
  };
  try {
    return { ...(await openServer(system, open)), close };
  } catch (error) {
    // What went wrong first is what has to be told.
    await close().catch((closing) => system.log.error({ err: closing }, 'closing after a failed start'));
    throw error;
  }
}

/** @param open where the listeners go as soon as they are there */
async function openServer(system: System, open: Listening[]): Promise<Omit<Server, 'close'>> {
  const { config, log, access, pki, audit, clock } = system;
  await system.start();
  const startedAt = clock.now();
  const metrics = createMetrics();
  pki.metrics(metrics.registry);
  const streams = createStreams();
  const { dnsNames, ipAddresses } = serverNames(config);
  let identity = await pki.serverIdentity(dnsNames, ipAddresses);
  const health = createHealth({ system, startedAt, listeners: () => open, identity: () => identity });

  const base = {
    log,
    sessions: access.authenticate,
    readyChecks: () => health.readyChecks,
    observe: metrics.observe,
  };
  const { host, port, clientCertPort, plainPort } = config.http;
  const plans: ListenerPlan[] = [
    {
      name: 'console',
      field: 'http.port',
      host,
      port,
      options: { ...base, tls: identity, streams },
      async prepare(listener) {
        await collectOpenApi(listener.app, version);
        await serveDocs(listener.app);
        listener.mount('/api/access', access.routes);
        listener.mount('/api/pki', pki.routes);
        listener.mount('/api/audit', audit.routes);
        listener.mount('', audit.senderRoutes());
        listener.mount('/api/system', [
          ...systemRoutes(health),
          ...streamRoutes({ streams, events: system.events, isLive: access.service.isLive }),
        ]);
        listener.mount('', [
          openApiRoute(listener.app),
          ...metrics.routes,
          ...collectRoutes(log, metrics, config.collect),
        ]);
        serveConsole(listener.app, consoleDir, config.language);
      },
    },
    {
      name: 'certificate-sign-in',
      field: 'http.clientCertPort',
      host,
      port: clientCertPort,
      options: { ...base, tls: identity, clientCertificates: true },
      prepare: (listener) => listener.mount('', [...access.signInListenerRoutes, ...audit.senderRoutes()]),
    },
    {
      name: 'plain',
      field: 'http.plainPort',
      host,
      port: plainPort,
      options: base,
      async prepare(listener) {
        listener.mount('', [...trustRoutes({ page: () => trustOf(system) }), ...pki.publicRoutes()]);
        await listener.app.ready();
        pki.attachOcsp(listener.app.server);
      },
    },
  ];

  open.push(...(await openListeners(httpConfig(config), plans)));
  system.ports.current = {
    main: portOf(open, 'console'),
    clientCertificate: portOf(open, 'certificate-sign-in'),
    plain: portOf(open, 'plain'),
  };
  pki.onServerIdentityRenewed((renewed) => {
    identity = renewed;
    for (const { name, listener } of open) if (name !== 'plain') listener.replaceTls(renewed);
  });
  const link = await access.service.createSetup();
  return {
    urls: {
      console: consoleUrl(config, system.ports.current),
      certificateSignIn: certificateSignInUrl(config, system.ports.current),
      plain: revocationBaseUrl(config, system.ports.current.plain),
    },
    setupUrl: link && access.service.setupUrl(link.token),
    main: open.find(({ name }) => name === 'console')!.listener,
  };
}

function trustOf({ pki, config, ports }: System): TrustPage {
  const { subject, fingerprint, notAfter } = pki.rootCertificate();
  return {
    subject,
    fingerprint,
    notAfter,
    certificateUrl: `/ca/${fingerprint}.cer`,
    consoleUrl: consoleUrl(config, ports.current),
  };
}

function portOf(open: readonly Listening[], name: string): number {
  return open.find((each) => each.name === name)!.port;
}

function httpConfig(config: Config): HttpConfig {
  const { trustedProxies, bodyLimit, requestsPerMinute, hsts } = config.http;
  return { language: config.language, trustedProxies, bodyLimit, requestsPerMinute, hsts };
}
