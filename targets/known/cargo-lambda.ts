import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { deviationsOf } from "../deviations-of.ts";
import { emulatorTarget } from "../emulator-target.ts";
import { installPythonPackages } from "../install-python-packages.ts";
import type { Target } from "../target.ts";

const version = "1.9.2";
const concurrency = 4;

const failures: Readonly<Record<string, readonly string[]>> = {};

const manifest = `[package]
name = "probe"
version = "0.0.0"
edition = "2021"
`;

/** A function in Rust that becomes the probe: the environment that it was started with is that of a runtime. */
const main = `use std::os::unix::process::CommandExt;

fn main() {
    let bootstrap = std::env::var("PROBE_BOOTSTRAP").expect("PROBE_BOOTSTRAP");
    panic!("{}", std::process::Command::new("node").arg(bootstrap).exec());
}
`;

const probe = join(import.meta.dirname, "..", "probe");

const target: Target = emulatorTarget({
  name: "cargo-lambda",
  version,
  // What it depends on compiles for other systems, which nobody asks for.
  install: (progress) =>
    installPythonPackages("cargo-lambda", [`cargo-lambda==${version}`], progress, ["--no-deps"]),
  put({ home }) {
    mkdirSync(join(home, "src"));
    writeFileSync(join(home, "Cargo.toml"), manifest);
    writeFileSync(join(home, "src", "main.rs"), main);
  },
  command: ({ installed, port }) => ({
    command: join(installed, "bin", "cargo-lambda"),
    args: [
      ...["lambda", "watch", "--ignore-changes", "--quiet"],
      // Its default is all interfaces.
      ...["--invoke-address", "127.0.0.1", "--invoke-port", String(port)],
      ...["--concurrency", String(concurrency), "--timeout", "10"],
    ],
    env: {
      CARGO_HOME: process.env["CARGO_HOME"] ?? join(homedir(), ".cargo"),
      RUSTUP_HOME: process.env["RUSTUP_HOME"] ?? join(homedir(), ".rustup"),
      PROBE_BOOTSTRAP: join(probe, "bootstrap.cjs"),
      LAMBDA_TASK_ROOT: probe,
      _HANDLER: "probe.handler",
    },
  }),
  region: "us-east-1",
  account: "000000000000",
  root: { accessKeyId: "test", secretAccessKey: "test" },
  signs: false,
  concurrency,
  // Every function has one version and the same settings, and there is no route for InvokeWithResponseStream.
  without: [
    "alias",
    "authenticates",
    "dead-letter",
    "durable",
    "python",
    "short-timeout",
    "stream-short-timeout",
    "streaming",
    "tenancy",
    "throttled",
    "version",
  ],
  deviations: deviationsOf(failures),
});

export default target;
