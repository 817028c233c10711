// Editors and a plain `eslint` look for the rules here.
export { default } from './tests/lint/eslint.config.js';
