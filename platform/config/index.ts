export { describeConfig } from './describe.ts';
export { type ConfigSources, loadConfig } from './load.ts';
export { configErrors, type Problem } from './problems.ts';
export type { Config } from './schema.ts';
