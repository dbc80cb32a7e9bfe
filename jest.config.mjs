const libs = [
  'kernel',
  'platform',
  'identity',
  'clinic',
  'patients',
  'scheduling',
  'screening',
  'referrals',
  'notifications',
  'integrations',
];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^#testing$': '<rootDir>/test/support/index.ts',
    ...Object.fromEntries(libs.map((lib) => [`^#${lib}$`, `<rootDir>/libs/${lib}/src/index.ts`])),
  },
  testTimeout: 20000,
  // Two cores: more workers only make the timing of race tests worse.
  maxWorkers: 2,
  // Every spec file leaves its modules behind: without a limit a worker grew to 2.4 GB, most of which the collector walks again and again.
  workerIdleMemoryLimit: '1GB',
};
