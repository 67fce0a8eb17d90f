import { loadSpecification } from "../../specs/load-specification.ts";
import { fixtureFunctions } from "../deploy/fixture-functions.ts";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installGoProgram } from "../install-go-program.ts";
import type { Target } from "../target.ts";
import { withRuntimes } from "../with-runtimes.ts";

const version = "v0.33.1";
const concurrency = 4;

const failures: Readonly<Record<string, readonly string[]>> = {};

/** There are no versions and aliases, no limits, no streams, and no signatures are looked at. */
const without = [
  "alias",
  "authenticates",
  "dead-letter",
  "python",
  "stream-short-timeout",
  "streaming",
  "throttled",
  "version",
];

const target: Target = emulatorTarget({
  name: "kumo",
  version,
  install: (progress) => installGoProgram("kumo", "github.com/sivchari/kumo/cmd/kumo", version, progress),
  // It runs no function: processes that somebody starts ask its runtime API for events.
  command: ({ installed, port }) =>
    withRuntimes(
      { command: installed, args: ["serve", "--host", "127.0.0.1", "--port", String(port)] },
      fixtureFunctions(loadSpecification().fixtures, "probe")
        .filter(({ feature }) => !without.includes(feature))
        .map(({ name, handler, settings }) => ({
          api: `127.0.0.1:${port}/_runtime/${name}`,
          handler,
          name,
          memoryMb: Number(settings["MemorySize"] ?? 128),
          count: name === "probe" ? concurrency : 1,
        })),
    ),
  region: "us-east-1",
  account: "000000000000",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: false,
  concurrency,
  without,
  deviations: deviationsOf(failures),
});

export default target;
