import { defineConfig } from "vitest/config";

/**
 * Tests that need a subject: they run endpoints, clients, browsers, other processes or a whole command. Add a new test here if it does one
 * of these, or takes more than 1 s.
 */
const withSubject = [
  "*.test.ts",
  "{action,bench,commands,docs,scripts,teeth}/**/*.test.ts",
  "suites/*.test.ts",
  "suites/run/{bad-replies,collector-place,run,vital-signs}.test.ts",
  "drivers/{cli-line,collector,curl,http}.test.ts",
  "drivers/{arbitraries,clients,relay,reproductions}/**/*.test.ts",
  "reports/{journal,write-file}.test.ts",
  "reports/html/*.test.ts",
  "specs/exported/*.test.ts",
  "targets/*.test.ts",
  "targets/{deploy,probe}/**/*.test.ts",
  "targets/reference/{bounds,doors,environments,http-door,own-functions,reference-target,reference}.test.ts",
];
const never = ["node_modules", "dist", "examples"];

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        // Test files share their imports, because importing again for each file would take longer than the tests.
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...never, ...withSubject],
          isolate: false,
        },
      },
      { extends: true, test: { name: "subject", include: withSubject, exclude: never } },
    ],
  },
});

export default config;
