import { Counter, Gauge, type Registry } from 'prom-client';
import type { Issuing } from './service/issuing.ts';

/** The domain's figures for `/metrics`; read when they are asked for. */
export function pkiMetrics(registry: Registry, { ocsp, crls, issuers }: Issuing, now: () => Date): void {
  const registers = [registry];
  new Gauge({
    name: 'anmin_pki_ocsp_warm_answers',
    help: 'Signed OCSP answers in memory',
    registers,
    collect() {
      this.set(ocsp.warmCount());
    },
  });
  const answers = new Counter({
    name: 'anmin_pki_ocsp_answers_total',
    help: 'OCSP answers by how they came about',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset();
      for (const [kind, count] of Object.entries(ocsp.counts)) answers.inc({ kind }, count);
    },
  });
  new Gauge({
    name: 'anmin_pki_crl_next_update_seconds',
    help: 'Seconds until the published CRL ends; negative when it is overdue',
    labelNames: ['authority', 'shard', 'kind'],
    registers,
    async collect() {
      this.reset();
      for (const issuer of issuers.all()) {
        for (const shard of await crls.shards(issuer)) {
          for (const { kind, next_update } of await crls.heads(issuer, shard)) {
            const seconds = (Date.parse(next_update) - now().getTime()) / 1000;
            this.set({ authority: issuer.id, shard: String(shard), kind }, seconds);
          }
        }
      }
    },
  });
  new Gauge({
    name: 'anmin_pki_authority_not_after_seconds',
    help: 'End of each authority certificate, seconds since the epoch',
    labelNames: ['authority', 'kind'],
    registers,
    collect() {
      for (const { id, kind, notAfter } of issuers.all()) {
        this.set({ authority: id, kind }, notAfter.getTime() / 1000);
      }
    },
  });
}
