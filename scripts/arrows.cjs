/** The arrows between rooms; docs/architecture.md has them in words. */
const domains = ['pki', 'audit'];

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      from: { path: '^platform/kernel/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^platform/kernel/|^node:crypto$|^crypto$' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^platform/', pathNot: '\\.test\\.ts$' },
      to: { path: `^(${domains.join('|')}|app|console|bench)/` },
    },
    {
      name: 'platform-rooms-have-one-door',
      severity: 'error',
      from: { path: '^(platform/[^/]+|[^/]+)/', pathNot: '\\.test\\.ts$|/testing\\.ts$' },
      to: { path: '^platform/(?!kernel/)[^/]+/(?!index\\.ts$)', pathNot: '^$1/' },
    },
    ...domains.flatMap((domain) => [
      {
        name: `${domain}-knows-no-other-domain`,
        severity: 'error',
        from: { path: `^${domain}/`, pathNot: '\\.test\\.ts$' },
        to: {
          path: `^(${[...domains.filter((other) => other !== domain), 'app', 'console', 'bench', 'test'].join('|')})/`,
        },
      },
      {
        name: `${domain}-core-is-pure`,
        severity: 'error',
        from: { path: `^${domain}/core/`, pathNot: '\\.test\\.ts$' },
        to: {
          dependencyTypesNot: ['type-only'],
          pathNot: `^${domain}/core/|^${domain}/(schemas|errors)\\.ts$|^platform/kernel/|^(node:)?crypto$|^(node:)?net$`,
        },
      },
      {
        name: `${domain}-has-one-door`,
        severity: 'error',
        from: { pathNot: `^(${domain}|test|bench)/|\\.test\\.ts$` },
        to: { path: `^${domain}/(?!index\\.ts$)` },
      },
    ]),
    {
      name: 'console-stands-alone',
      severity: 'error',
      from: { path: '^console/', pathNot: '\\.test\\.tsx?$' },
      to: { path: `^(${domains.join('|')}|app|platform|bench|test)/` },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$|^(test|bench)/' },
      to: { path: '^test/|\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^console/(dist|node_modules)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
