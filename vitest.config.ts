import { configDefaults, defineConfig } from 'vitest/config';

/** These put other modules in the place of Node's, and need a process of their own. */
const MOCKING = ['files', 'datasets'].map((name) => `test/node/${name}.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page comes to is waited for as long as a locator waits, not the second of the default.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      { extends: true, test: { name: 'mocked', include: MOCKING } },
      // One process for all: modules are loaded, and become fast, once.
      {
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...MOCKING],
        },
      },
    ],
  },
});
