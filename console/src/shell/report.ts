import {
  ErrorsInstrumentation,
  InternalLoggerLevel,
  initializeFaro,
  WebVitalsInstrumentation,
} from '@grafana/faro-web-sdk';

/** Sends this browser's errors and web vitals, and nothing else, to the control plane itself. */
export function startReporting(): void {
  initializeFaro({
    url: '/collect',
    app: { name: 'anmin-console' },
    instrumentations: [new ErrorsInstrumentation(), new WebVitalsInstrumentation()],
    sessionTracking: { enabled: false },
    batching: { enabled: true, sendTimeout: 5000, itemLimit: 50 },
    // A server that takes no more for now is not the reader's concern.
    internalLoggerLevel: InternalLoggerLevel.OFF,
    // The set-up link carries its token in the address.
    beforeSend: (item) => {
      const page = item.meta.page;
      if (page?.url !== undefined) page.url = page.url.replace(/[?#].*$/, '');
      return item;
    },
  });
}
