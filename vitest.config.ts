import { defineConfig } from 'vitest/config';

const folders = '{app,platform,pki,audit,console/src,test}';

/** The slow suites (`*.soak.test.ts`) run apart, by `npm run test:soak`. */
const soak = process.env.ANMIN_SOAK === '1';

export default defineConfig({
  test: {
    include: soak ? [`${folders}/**/*.soak.test.ts`] : [`${folders}/**/*.test.ts`],
    exclude: soak ? [] : ['**/*.soak.test.ts'],
    // Each file in a process of its own: tests start servers, kill children and fill disks.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: soak ? 600_000 : 180_000,
    hookTimeout: 180_000,
    reporters: ['./test/peers/reporter.ts', 'default'],
  },
});
