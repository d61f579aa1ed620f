import hooks from 'eslint-plugin-react-hooks';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['lib', 'node_modules', 'coverage', 'style', '*.js', '*.mjs'] },
  typescript.configs.strictTypeChecked,
  typescript.configs.stylisticTypeChecked,
  {
    plugins: { 'react-hooks': hooks },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      ...hooks.configs.recommended.rules,
      '@typescript-eslint/explicit-function-return-type': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // A Lumino slot is connected as a method with its `this` beside it.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Use JSX or textContent.' },
        { property: 'outerHTML', message: 'Use JSX or textContent.' },
        { property: 'insertAdjacentHTML', message: 'Use JSX or textContent.' }
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Use JSX or textContent.'
        }
      ],
      curly: 'error',
      eqeqeq: 'error',
      quotes: ['error', 'single', { avoidEscape: true }]
    }
  }
);
