export { processErrors } from './errors.ts';
export { type RunOptions, type RunResult, run } from './run.ts';
