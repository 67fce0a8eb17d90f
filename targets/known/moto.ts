import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Target } from "../target.ts";

const version = "5.2.5";

const failures: Readonly<Record<string, readonly string[]>> = {};

const target: Target = emulatorTarget({
  name: "moto",
  version,
  install: (progress) => installPythonPackages("moto", [`moto[server]==${version}`], progress),
  command: ({ installed, port }) => ({
    command: join(installed, "bin", "python"),
    args: ["-m", "moto.server", "--host", "127.0.0.1", "--port", String(port)],
  }),
  region: "us-east-1",
  account: "123456789012",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: true,
  // Functions run in Docker only, of which nothing is needed here.
  executes: false,
  without: ["authenticates", "dead-letter"],
  deviations: deviationsOf(failures),
});

export default target;
