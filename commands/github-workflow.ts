/** Path where GitHub looks for the workflow. */
export const workflowFile = ".github/workflows/lambda-conformance.yml";

/**
 * A workflow for the repository of an emulator, as YAML. It tests each push and pull request with the config file that `init` wrote. It
 * pins the version of this package and its clauses, so that nothing changes until somebody edits the workflow.
 * @param version of this package
 * @param options further words of the command line, quoted for a shell
 */
export function githubWorkflow(version: string, options: readonly string[] = []): string {
  const command = [`npx --yes lambda-conformance@${version} run`, ...options].join(" ");
  return `# Judges this emulator by the clauses of the AWS Lambda Invoke APIs.
name: lambda-conformance
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  conformance:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      # Start your emulator here, with the probe in it, where the config file says that it listens.
      - run: docker run --detach --publish 4566:4566 my/emulator
      - run: timeout 60 bash -c 'until (echo > /dev/tcp/127.0.0.1/4566) 2>/dev/null; do sleep 1; done'
      - run: >
          ${command}
          --clauses-of ${version} --report github --report junit --report html
          --report "markdown:$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: conformance-report
          path: conformance-report
`;
}
