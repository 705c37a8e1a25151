import { createLog } from '#platform/log/index.ts';
import { linearRegex } from '../audit/adapters/linear-regex.ts';
import type { EcsFields, StoredRecord } from '../audit/core/record.ts';
import { loadRules } from '../audit/core/sigma/rule-set.ts';
import type { DurableEvidenceLog } from '../audit/evidence/log.ts';
import { createDocuments } from '../audit/service/following/documents.ts';
import { createReading } from '../audit/service/following/reading.ts';

/** What feeds a store from an evidence log, in this thread and without rules; a store that refuses anything fails. */
export function storeFeed(evidence: DurableEvidenceLog, toFields: (record: StoredRecord) => EcsFields) {
  const documents = createDocuments({ evidence, toFields });
  const rules = loadRules([], { regex: linearRegex, placeholders: {} });
  return {
    evidence,
    documents,
    reading: createReading({ documents, rules }),
    deadLetters: { add: () => Promise.reject(new Error('nothing is refused here')) },
    log: createLog({ level: 'silent' }),
  };
}
