import tseslint from 'typescript-eslint';

/** Biome lints and formats; these rules need types, and a forgotten promise is a lost message. */
export default tseslint.config(
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A `default` that covers known cases would also cover one that is added later.
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Errors of others are rethrown as they were caught.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingUnknown: true, allowThrowingAny: true },
      ],
      // `async` makes a method that throws reject, as the interface promises, whether or not it waits.
      '@typescript-eslint/require-await': 'off',
      // Biome has the same rule, and knows the names that begin with an underscore.
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    // Kysely's expression builders are functions, made to be taken apart.
    files: ['src/storage/**'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // Loaded on demand, where the time to start matters.
    files: ['src/cli/run.ts', 'src/language/language.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // Tests read JSON as it came and replace methods; a wrong belief about either fails the test.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
