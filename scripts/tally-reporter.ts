import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Ends a run of the tests with one plain line for programs that read it: how many passed, failed and were skipped. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: ReturnType<TestCase["result"]>["state"]): number =>
      tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded has no tests, and is no success.
    const unloaded = modules.filter((module) => module.children.size === 0 && !module.ok()).length;
    process.stdout.write(
      `${count("passed")} passed, ${count("failed") + unloaded} failed, ${count("skipped")} skipped\n`,
    );
  }
}
