import type { Db } from './db.ts';
import type { HolderRow } from './directory.ts';
import { hot } from './hot.ts';

/** A holder as issuing sees it; `path` is that of its organisation. */
export type IssueHolder = HolderRow & { readonly path: string };

const holder = hot<IssueHolder>(
  `select h.*, o.path from pki_holders h join pki_organisations o on o.id = h.organisation_id where h.id = ?`,
);

export async function findIssueHolder(db: Db, id: string): Promise<IssueHolder | undefined> {
  return (await holder(db, id)).rows[0];
}

type Named = { readonly id: string; readonly name: string };

/** One statement for each depth of the tree. */
const byCount = new Map<number, ReturnType<typeof hot<Named>>>();

export async function organisationsOf(db: Db, ids: readonly string[]): Promise<readonly Named[]> {
  let find = byCount.get(ids.length);
  if (!find) {
    find = hot<Named>(
      `select id, name from pki_organisations where id in (${ids.map(() => '?').join(', ')})`,
    );
    byCount.set(ids.length, find);
  }
  return (await find(db, ...ids)).rows;
}
