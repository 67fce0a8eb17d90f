export type ToolchainName = "go" | "maven" | "npm" | "python" | "rust";

type Command = readonly [program: string, ...args: string[]];

/** How the drivers of a language are built: commands that run in order, in a copy of the client's folder. */
export interface Toolchain {
  /** What the toolchain needs, and the line that installs it. */
  readonly needs: string;
  /** Succeeds when the toolchain is installed. */
  readonly present: Command;
  readonly build: readonly Command[];
  /** Files and folders that a build leaves behind and no driver needs. */
  readonly leaves?: readonly string[];
}

const PIP_INSTALL = "--python .venv/bin/python install --quiet --disable-pip-version-check --no-input".split(
  " ",
);

/** Each installs exactly the versions in the lock file of the client's folder. */
export const toolchains: Readonly<Record<ToolchainName, Toolchain>> = {
  go: {
    needs: "Go 1.24 or newer: https://go.dev/dl",
    present: ["go", "version"],
    build: [["go", "build", "-mod=readonly", "-o", "driver", "."]],
  },
  maven: {
    needs: "Java 17 or newer and Maven: apt-get install default-jdk-headless maven",
    present: ["mvn", "--version"],
    build: [["mvn", "--quiet", "--batch-mode", "compile", "dependency:copy-dependencies"]],
  },
  npm: {
    needs: "npm, which comes with Node.js: https://nodejs.org",
    present: ["npm", "--version"],
    build: [["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]],
  },
  python: {
    needs: "Python 3.10 or newer with pip: apt-get install python3 python3-pip",
    present: ["python3", "-m", "pip", "--version"],
    build: [
      ["python3", "-m", "venv", "--without-pip", ".venv"],
      ["python3", "-m", "pip", ...PIP_INSTALL, "--require-hashes", "--requirement", "requirements.txt"],
    ],
  },
  rust: {
    needs: "Rust 1.94 or newer: https://rustup.rs",
    present: ["cargo", "--version"],
    build: [["cargo", "install", "--quiet", "--locked", "--debug", "--path", ".", "--root", "."]],
    leaves: ["target"],
  },
};
