export { isForeignKeyViolation, isUniqueViolation, storageErrors } from './errors.ts';
export { migrate } from './migrate.ts';
export { openStorage, type StorageOptions } from './open.ts';
export {
  blobType,
  contains,
  countedKey,
  dialectOf,
  flag,
  fromJsonText,
  likePart,
  toJsonText,
} from './portable.ts';
export type { Dialect, MigrationSet, Storage } from './types.ts';
export { afterCommit } from './writer.ts';
