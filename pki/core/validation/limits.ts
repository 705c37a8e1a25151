import type { Limits } from './types.ts';

/** Wide for any path that is honest, narrow enough that the worst takes well below a second. */
export const defaultLimits: Limits = {
  pathLength: 24,
  signatures: 200,
  visits: 2_000,
  paths: 40,
  nameComparisons: 50_000,
  signerPaths: 64,
  distributionPoints: 64,
  policies: 64,
};
