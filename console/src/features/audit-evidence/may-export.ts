import { useMay } from '../../shell/session.ts';

/** Whether one may take records along: an export shows them as they are. */
export function useMayExport(): boolean {
  const may = useMay();
  return may('audit.events.export') && may('audit.events.unmask');
}
