// Lint rules. The import boundaries come from one table, `layers`: which folder may import which.
import tseslint from 'typescript-eslint';

/** Room → rooms that it may import besides itself. Dependencies point one way; test/architecture.test.ts checks the same. */
const layers = {
  'shared/kernel': [],
  'shared/codecs': ['kernel'],
  'shared/wechat': ['kernel', 'codecs'],
  'shared/payments/order': ['kernel'],
  'shared/payments/psp': ['kernel', 'codecs', 'wechat', 'order'],
  'shared/payments/flows': ['kernel', 'codecs', 'order', 'psp'],
  'shared/identity': ['kernel', 'codecs', 'wechat'],
  'shared/membership': ['kernel', 'codecs', 'wechat'],
  // Of payments only its index.ts; test/architecture.test.ts checks that.
  'shared/reconciliation': ['kernel', 'payments'],
  'shared/adapters': [
    'kernel',
    'codecs',
    'wechat',
    'payments',
    'identity',
    'membership',
    'reconciliation',
    'order',
    'psp',
  ],
};
const rooms = [
  'kernel',
  'codecs',
  'wechat',
  'order',
  'psp',
  'flows',
  'identity',
  'membership',
  'payments',
  'reconciliation',
  'adapters',
  'roots',
];

const boundaries = Object.entries(layers).map(([folder, allowed]) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: rooms
              .filter((room) => !folder.split('/').includes(room) && !allowed.includes(room))
              .flatMap((room) => [`**/${room}/**`, `**/${room}`, `../${room}.js`]),
            message: `${folder} may import only: ${['itself', ...allowed].join(', ')}.`,
          },
        ],
      },
    ],
  },
}));

const noIoOutsideAdapters = {
  files: ['shared/{kernel,codecs,wechat,payments,identity,membership,reconciliation}/**/*.ts'],
  rules: {
    'no-restricted-globals': ['error', 'fetch', 'process', 'console', 'setTimeout', 'setInterval'],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Take the time from the clock port.' },
      { object: 'Math', property: 'random', message: 'Take randomness from the random port.' },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: "NewExpression[callee.name='Date'][arguments.length=0]",
        message: 'Take the time from the clock port.',
      },
      {
        selector: 'CallExpression[callee.property.name=/^random(Bytes|UUID|Int)$/]',
        message: 'Take randomness from the random port.',
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'coverage/**',
      '**/miniprogram_npm/**',
      'test/fixtures/stranger-project/**',
      'test/fixtures/notes-project/**',
      '**/*.cjs',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './miniprogram/tsconfig.json',
          './scripts/preview/phone/tsconfig.json',
          './scripts/console/page/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      complexity: ['error', 10],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
    },
  },
  ...boundaries,
  noIoOutsideAdapters,
  {
    files: ['shared/payments/psp/*.ts'],
    rules: { 'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: [
      'scripts/*.ts',
      'shared/adapters/system.ts',
      'shared/on-payment-success.ts',
      'shared/on-message.ts',
      'shared/on-daily-digest.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  // A list is as long as it is.
  { files: ['test/planted-mistakes/mistakes.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-console': 'off' },
  },
);
