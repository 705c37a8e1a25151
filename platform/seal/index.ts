export { createSealer, type Sealer } from './box.ts';
export { sealErrors } from './errors.ts';
export { openSealer, sealMigrations } from './open.ts';
export { configuredKey, keyFile, type MasterKeySource } from './source.ts';
