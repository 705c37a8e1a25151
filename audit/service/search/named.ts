import { type Actor, actorRef, authorise } from '#platform/kernel/actor.ts';
import type { Storage } from '#platform/storage/index.ts';
import { lex } from '../../core/query/lexer.ts';
import { auditErrors } from '../../errors.ts';
import type { AuditTables } from '../../store/db.ts';
import { savedSearchFor } from '../../store/saved-searches.ts';

/** In a query, a search that was kept: `anmin.search:ID` stands for its text, which is not shown. */
const savedField = 'anmin.search';

export const referenceTo = (id: string): string => `${savedField}:${id}`;

const most = 16;

/** Whether a query stands on kept searches, and so says something else for each who asks. */
export const namesSaved = (text: string): boolean =>
  lex(text).some((token) => token.kind === 'field' && token.text === savedField);

/**
 * A query with each kept search that it names written out, also those that these name in turn. What comes out
 * is for stores and for the record, never for the eyes of who asked: it may name whom somebody else looked for.
 * @throws audit.saved-search-gone, audit.saved-search-nested, audit.query-…, common.forbidden
 */
export type WriteOut = (actor: Actor, text: string) => Promise<string>;

export function createWriteOut({ storage }: { readonly storage: Storage }): WriteOut {
  return async (actor, asked) => {
    let left = most;
    async function writeOut(text: string): Promise<string> {
      const tokens = lex(text);
      let out = '';
      let from = 0;
      for (const [i, token] of tokens.entries()) {
        const value = tokens[i + 1];
        if (token.kind !== 'field' || token.text !== savedField) continue;
        if (value?.kind !== 'word' && value?.kind !== 'phrase') continue;
        authorise(actor, 'audit.events.search');
        if (left-- === 0) throw auditErrors['saved-search-nested']({ limit: most });
        const id = value.text.toLowerCase();
        const kept = await savedSearchFor(storage.read<AuditTables>(), id, actorRef(actor).id);
        if (kept === undefined) throw auditErrors['saved-search-gone']({ position: token.position });
        const meant = kept.query.trim() === '' ? '*' : await writeOut(kept.query);
        out += `${text.slice(from, token.position - 1)}(${meant})`;
        from = text.slice(0, tokens[i + 2]!.position - 1).trimEnd().length;
      }
      return out + text.slice(from);
    }
    return writeOut(asked);
  };
}
