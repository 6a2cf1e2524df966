/** Tests are TypeScript, compiled by SWC. */
// What commands print is read in English, whatever the language of who runs the tests.
Object.assign(process.env, { LC_ALL: 'C', LANG: 'C' });

module.exports = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/ready-keys.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // The mini-program's npm package lies below a folder that only WeChat's own packing knows; its scripts are ES modules.
  moduleNameMapper: {
    '^tdesign-miniprogram/(.+)$': '<rootDir>/node_modules/tdesign-miniprogram/miniprogram_dist/$1',
  },
  transform: {
    '^.+\\.ts$|/tdesign-miniprogram/.+\\.js$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!tdesign-miniprogram/)', '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // No test states a speed: on a machine that does much else each takes ten times as long.
  testTimeout: 180_000,
  // Browser tests wait more than they compute: a third file keeps two cores busy.
  maxWorkers: 3,
};
