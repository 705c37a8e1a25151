import { i18n, languageNow } from '../../i18n/index.ts';
import { type Fields, firstOf, valuesAt } from './fields.ts';

/** What happened: a line in words, and what was typed or written, if anything. */
export type Happening = { readonly words: string; readonly literal: string | undefined };

/** Text of a key that is only known when it is used; undefined when there is none. */
const textOf = (key: string): string | undefined =>
  i18n.exists(key) ? String(i18n.t(key as never)) : undefined;

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The title of an event of Anmin itself by its name. */
type OwnTitle = (name: string) => string | undefined;

function ownHappening(fields: Fields, action: string, ownTitle: OwnTitle): Happening {
  const label = firstOf(fields, 'anmin.event.subject.label');
  const named = ownTitle(action) ?? action;
  const literal = firstOf(fields, 'anmin.event.data.query', 'anmin.event.data.reason');
  return {
    words: label === undefined ? named : `${named} · ${label}`,
    // Reasons of the system itself are code words.
    literal: literal === undefined || /^[a-z-]+$/.test(literal) ? undefined : oneLine(literal),
  };
}

function databaseHappening(fields: Fields, statement: string | undefined): Happening | undefined {
  const operation = firstOf(fields, 'db.operation');
  if (operation === undefined) return undefined;
  const group = firstOf(fields, 'db.class');
  const done =
    textOf(`auditSearch.operations.${operation.toUpperCase()}`) ??
    (group && textOf(`auditSearch.operationClasses.${group.toUpperCase()}`)) ??
    operation;
  const tables = valuesAt(fields, 'db.tables');
  const rows = firstOf(fields, 'db.rows');
  const words = [
    done,
    tables.slice(0, 3).join(languageNow() === 'en' ? ', ' : '、'),
    rows && i18n.t('auditSearch.rowsTouched', { rows }),
  ];
  return { words: words.filter(Boolean).join(' '), literal: statement && oneLine(statement) };
}

/** What a record says, for people: known kinds in words, others by their message. */
export function happeningOf(fields: Fields, ownTitle: OwnTitle): Happening {
  const action = firstOf(fields, 'event.action');
  if (action !== undefined && firstOf(fields, 'event.module') === 'anmin')
    return ownHappening(fields, action, ownTitle);
  const statement = firstOf(fields, 'db.statement');
  const database = databaseHappening(fields, statement);
  if (database) return database;
  const message = oneLine(firstOf(fields, 'message', 'event.original') ?? '');
  const known = action && textOf(`auditSearch.actions.${action}`);
  const command = statement ?? firstOf(fields, 'process.command_line');
  if (known) return { words: known, literal: command ? oneLine(command) : message || undefined };
  if (message !== '') return { words: message, literal: statement && oneLine(statement) };
  return { words: action ?? i18n.t('auditSearch.nothingSaid'), literal: undefined };
}

export const personOf = (fields: Fields) => firstOf(fields, 'user.name', 'db.user', 'related.user');
export const addressOf = (fields: Fields) => firstOf(fields, 'source.ip', 'source.address', 'client.ip');

/** What kinds of things people do, for the colours of a timeline. */
export const kinds = ['signIn', 'read', 'write', 'privilege', 'command', 'failure', 'other'] as const;
export type Kind = (typeof kinds)[number];

export function kindOf(fields: Fields): Kind {
  const categories = valuesAt(fields, 'event.category');
  if (firstOf(fields, 'event.outcome') === 'failure') return 'failure';
  if (categories.includes('authentication') || categories.includes('session')) return 'signIn';
  const group = firstOf(fields, 'db.class')?.toUpperCase();
  if (group === 'READ') return 'read';
  if (group === 'WRITE') return 'write';
  if (group === 'ROLE' || group === 'DDL' || categories.includes('iam')) return 'privilege';
  if (categories.includes('process')) return 'command';
  return 'other';
}
