import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Prints one plain line at the end of a test run, for programs that read it: how many tests passed, failed and were skipped. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: ReturnType<TestCase["result"]>["state"]): number =>
      tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded has no tests. It must not count as a success.
    const unloaded = modules.filter((module) => module.children.size === 0 && !module.ok()).length;
    process.stdout.write(
      `${count("passed")} passed, ${count("failed") + unloaded} failed, ${count("skipped")} skipped\n`,
    );
  }
}
