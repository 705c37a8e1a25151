import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk';

/** Sends this browser's errors and web vitals to the control plane itself; console output stays here. */
export function startReporting(): void {
  initializeFaro({
    url: '/collect',
    app: { name: 'anmin-console' },
    instrumentations: getWebInstrumentations({ captureConsole: false }),
    sessionTracking: { enabled: false },
    // The set-up link carries its token in the address.
    beforeSend: (item) => {
      const page = item.meta.page;
      if (page?.url !== undefined) page.url = page.url.replace(/[?#].*$/, '');
      return item;
    },
  });
}
