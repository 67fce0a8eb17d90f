import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cacheFolder } from "./cache-folder.ts";
import { installGoProgram } from "./install-go-program.ts";
import { installPythonPackages } from "./install-python-packages.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-installer-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program with this name before all others in `PATH`. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  vi.stubEnv("PATH", [folder, process.env["PATH"]].join(delimiter));
}

const nothing = (): void => {};

describe("Python packages", () => {
  /** Stands for `python3 -m venv FOLDER`. It puts a Python into the folder that runs this script. */
  const venv = (python: string): string => `mkdir -p "$3/bin" && cat > "$3/bin/python" <<'END'
#!/bin/sh
${python}
END
chmod +x "$3/bin/python"`;

  test("stand in a virtual environment of their own, named after their versions", async () => {
    program("python3", venv('echo "$@" > asked'));
    const packages = ["moto[server]==5.2.5", "other==1"];
    const told: string[] = [];
    const where = await installPythonPackages("moto", packages, (says) => told.push(says), ["--no-deps"]);
    expect(where).toBe(cacheFolder("moto", ["5.2.5", "1"]));
    expect(told).toEqual([`installing moto[server]==5.2.5 and other==1 into ${where} (the first time only)`]);
    const asked = readFileSync(join(where, "asked"), "utf8");
    expect(asked).toMatch(
      /^-m pip install .*--only-binary=:all: .*--no-deps moto\[server\]==5\.2\.5 other==1\n$/,
    );
  });

  test.each([
    [
      "pip's last error",
      "echo 'ERROR: one' >&2; echo 'ERROR: No matching distribution' >&2; exit 1",
      "No matching distribution",
    ],
    ["its last line", "echo 'ensurepip is not available'; exit 1", "ensurepip is not available"],
    ["its status", "exit 3", "it ended with status 3"],
  ])("a failure is told in one line: %s", async (_, script, says) => {
    program("python3", venv(script));
    const installing = installPythonPackages("moto", ["moto==1"], nothing);
    await expect(installing).rejects.toThrow(
      new RegExp(`^target moto: .*python failed to install moto==1: ${says}$`),
    );
    expect(existsSync(cacheFolder("moto", ["1"]))).toBe(false);
  });
});

describe("a Go program", () => {
  test("is built into a folder of its own", async () => {
    program("go", '[ "$1 $2" = "install example.com/m/cmd/it@v1.2.3" ] && touch "$GOBIN/it"');
    const file = await installGoProgram("it", "example.com/m/cmd/it", "v1.2.3", nothing);
    expect(file).toBe(join(cacheFolder("it", ["v1.2.3"]), "it"));
    expect(existsSync(file)).toBe(true);
  });

  test("that cannot be built is told in one line", async () => {
    program("go", "echo 'go: downloading' >&2; echo 'go: requires go >= 1.26.6' >&2; exit 1");
    await expect(installGoProgram("it", "example.com/it", "v1", nothing)).rejects.toThrow(
      "target it: go failed to install example.com/it@v1: go: requires go >= 1.26.6",
    );
  });

  test("without Go is told so", async () => {
    vi.stubEnv("PATH", folder);
    await expect(installGoProgram("it", "example.com/it", "v1", nothing)).rejects.toThrow(
      "target it: go failed to install example.com/it@v1: it is not on the PATH",
    );
  });
});
