/* CommonJS for jest: the few ES modules of JupyterLab that the tests touch are transpiled too. */
const esModules = ['@jupyter', '@jupyterlab', '@microsoft', '@rjsf', 'exenv-es6', 'lib0', 'y-protocols', 'yjs'];

module.exports = {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/__tests__/**/*.spec.{ts,tsx}'],
  setupFiles: ['<rootDir>/src/__tests__/setup.ts'],
  moduleNameMapper: { '\\.(css|svg)$': '<rootDir>/src/__tests__/asset.ts' },
  transform: {
    '\\.[jt]sx?$': [
      'ts-jest',
      {
        diagnostics: false,
        tsconfig: { allowJs: true, isolatedModules: true, esModuleInterop: true, jsx: 'react', module: 'commonjs', target: 'ES2020' }
      }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`]
};
