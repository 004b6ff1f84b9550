import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The rooms of `src`, bottom to top. A room uses rooms before it, never later ones; `generated/` stands between
 * `handler` and `crypto`. See docs/architecture.md.
 */
const ROOMS = [
  ['errors', 'limits', 'env'],
  ['wire'],
  ['handler'],
  ['crypto'],
  ['address'],
  ['secio'],
  ['yamux'],
  ['select'],
  ['session'],
  ['transport'],
  ['service'],
  ['peers'],
  ['protocols'],
  ['network'],
  ['bus'],
  ['observe'],
  ['api', 'node', 'browser', 'testing'],
  ['cli'],
];

/** Rooms without socket, timer, clock, randomness or promise. */
const SANS_IO = ['wire', 'handler', 'address', 'secio', 'yamux', 'select', 'session'];

const above = (level) => ROOMS.slice(level + 1).flat();

const roomOrder = ROOMS.flatMap((rooms, level) =>
  rooms.map((room) => ({
    files: [`src/${room}.ts`, `src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...above(level).map((higher) => ({
              regex: `^\\.\\.?/(.*/)?${higher}(\\.js$|/)`,
              message: `${room} may not use ${higher}: it is a higher room.`,
            })),
            ...(SANS_IO.includes(room)
              ? [{ regex: '^node:', message: `${room} is sans-I/O: what it needs is handed in.` }]
              : []),
            ...(level < 2 ? [{ regex: 'generated/', message: `${room} is below generated/.` }] : []),
          ],
        },
      ],
    },
  })),
);

const sansIo = {
  files: SANS_IO.flatMap((room) => [`src/${room}/**/*.ts`]),
  rules: {
    'no-restricted-globals': [
      'error',
      ...[
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'performance',
        'Date',
        'fetch',
        'process',
      ].map((name) => ({ name, message: 'This room is sans-I/O: time and tasks are handed in.' })),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Math', property: 'random', message: 'Randomness is handed in.' },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: 'AwaitExpression', message: 'No promises in a sans-I/O room.' },
      { selector: "NewExpression[callee.name='Promise']", message: 'No promises in a sans-I/O room.' },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      'coverage/**',
      '.cache/**',
      '**/generated/**',
      '**/target/**',
      'test/fixtures/**',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Members of interfaces that we implement are bound by their callers.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreIIFE: false }] },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  ...roomOrder,
  sansIo,
);
