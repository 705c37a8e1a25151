import type { EventDocument } from '../core/record.ts';
import type { EventWriter, Refused } from '../ports.ts';
import { createPreparer } from './prepare.ts';

/** Makes documents ready and writes them, as a follower does. */
export const writeDocuments = async (
  writer: EventWriter,
  documents: readonly EventDocument[],
  signal: AbortSignal,
): Promise<readonly Refused[]> => writer.write(createPreparer(writer.form)(documents), signal);
