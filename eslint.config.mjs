import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';
import vitest from '@vitest/eslint-plugin';

export default ts.config(
  {
    ignores: [
      '.venv/**',
      '.venvs/**',
      'lib/**',
      'mlops_lab/**',
      '**/node_modules/**',
      'site/**',
      'src/api/schema.ts',
      'ui-tests/playwright-report/**',
      'ui-tests/test-results/**'
    ]
  },
  ...ts.configs.strict,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [...ts.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname }
    },
    plugins: { 'react-hooks': hooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Lumino's signals take a method and its object: signal.connect(this.refresh, this)
      '@typescript-eslint/unbound-method': 'off'
    }
  },
  {
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      curly: 'error',
      eqeqeq: 'error',
      'prefer-arrow-callback': ['error', { allowNamedFunctions: true }]
    }
  },
  {
    files: ['src/**/__tests__/**'],
    plugins: { vitest },
    rules: {
      ...vitest.configs.recommended.rules,
      '@typescript-eslint/no-non-null-assertion': 'off'
    }
  }
);
