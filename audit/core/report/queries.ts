import type { Query } from '../query/ast.ts';
import { timeless } from '../query/dates.ts';
import { parseQuery } from '../query/parse.ts';
import { keywordOf } from '../query/values.ts';
import type { PrivilegedKind } from './figures.ts';

/**
 * One record stands for one sign-in: where a system writes several (authenticated and authorized, PAM and
 * sshd), one of them counts.
 */
const signIn =
  '(event.action:(access.session.started or access.sign-in.failed or ssh_login or logged-in or logon-failed or ' +
  'bastion-login) or (event.category:authentication and event.category:database and event.type:start))';

export const queries = {
  signInSuccess: parseQuery(`${signIn} and event.outcome:success`, timeless),
  signInFailure: parseQuery(`${signIn} and event.outcome:failure`, timeless),
  reads: parseQuery('db.class:READ', timeless),
  writes: parseQuery('db.class:WRITE', timeless),
  unknown: parseQuery('anmin.unknown:true', timeless),
  own: (action: string): Query => parseQuery(`anmin.source:anmin and event.action:(${action})`, timeless),
};

export const privilegedQueries: Readonly<Record<PrivilegedKind, Query>> = {
  elevation: parseQuery('event.action:(sudo or su or ran-command)', timeless),
  roles: parseQuery('event.category:iam and not event.category:(database or session)', timeless),
  grants: parseQuery('db.class:ROLE', timeless),
  ddl: parseQuery('db.class:DDL', timeless),
};

/** What those who audit did, by the names of Anmin's own events. */
export const auditorQueries = {
  searches: queries.own('audit.events.searched or audit.dead-letter.searched'),
  views: queries.own(
    'audit.event.viewed or audit.events.previewed or audit.dead-letter.viewed or audit.report.taken',
  ),
  unmasked: queries.own(
    'audit.event.unmasked or audit.alert.unmasked or audit.case.unmasked or audit.dead-letter.unmasked',
  ),
  exports: queries.own('audit.export.asked or audit.export.taken'),
};

export const withValue = (query: Query, field: string, value: string): Query => ({
  kind: 'and',
  items: [query, { kind: 'keyword', field, value: keywordOf(value) }],
});

export const either = (...items: readonly Query[]): Query => ({ kind: 'or', items });
