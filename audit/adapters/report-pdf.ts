import { Worker } from 'node:worker_threads';
import type { ReportDocument } from '../core/report/document.ts';

/** `madeAt` in ms since 1970 UTC. */
export type PdfJob = { readonly report: ReportDocument; readonly madeAt: number };

const limitMs = 120_000;

/**
 * Sets a report as PDF (A4, fonts inside, text that can be searched and copied), in a thread of its own:
 * setting Chinese takes about a second in which nothing else would be answered.
 * @throws what the thread failed with, or when it takes longer than two minutes
 */
export function renderPdf(job: PdfJob): Promise<Buffer> {
  const worker = new Worker(new URL('./report-pdf.worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('setting the PDF took too long')), limitMs);
    worker.once('message', (bytes: Uint8Array) => {
      clearTimeout(timer);
      resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    worker.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the thread that sets PDF ended with ${code}`));
    });
  }).finally(() => worker.terminate());
}
