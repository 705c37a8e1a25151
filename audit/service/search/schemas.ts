import { Type } from 'typebox';
import { Closed } from '#platform/http/index.ts';
import { SavedSearch } from '../../schemas.ts';

/** A search that was kept, as somebody sees it. */
export const SavedSearchSeen = Closed({
  ...SavedSearch.properties,
  /** What runs it: its text, or a reference where the text would show personal data that somebody else typed. */
  query: Type.String(),
  /** Its text, personal data masked unless it is one's own. */
  shown: Type.String(),
});
