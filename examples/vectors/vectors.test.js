import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

const RUNNERS = {
  Python: { program: "python3", version: "--version", args: ["python/judge.py"], cwd: "." },
  Go: { program: "go", version: "version", args: ["run", "."], cwd: "go" },
};

const vectors = execFileSync("npx", ["lambda-conformance", "vectors", "--cases", "1"], {
  encoding: "utf8",
  maxBuffer: 1e8,
});

/** The reference, once as it is and once with one clause broken; the endpoint that you test stands in their place. */
const served = {};
before(async () => {
  for (const [name, args] of [
    ["sound", []],
    ["wrong", ["--without", "invoke/existence/unknown-function"]],
  ]) {
    const child = spawn("npx", ["lambda-conformance", "serve", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const [url] = await once(createInterface({ input: child.stdout }), "line");
    served[name] = { child, host: new URL(url).host };
  }
});
after(async () => {
  // npx, and the command that it started.
  for (const { child } of Object.values(served)) process.kill(-child.pid);
});

for (const [name, { program, version, args, cwd }] of Object.entries(RUNNERS)) {
  const isThere = spawnSync(program, [version]).status === 0;
  test(`the runner in ${name} finds what is wrong, and nothing else`, { skip: !isThere }, () => {
    const judged = ({ host }) =>
      spawnSync(program, [...args, host], { cwd, input: vectors, encoding: "utf8", maxBuffer: 1e8 });
    const failing = ({ stdout }) => [...stdout.matchAll(/^(?:fail|error) ([^:\n]+)/gm)].map(([, id]) => id);
    const sound = judged(served.sound);
    assert.deepEqual({ status: sound.status, failing: failing(sound) }, { status: 0, failing: [] });
    assert.equal(sound.stdout.trimEnd().split("\n").length, vectors.trimEnd().split("\n").length);
    const wrong = judged(served.wrong);
    assert.equal(wrong.status, 1);
    assert.ok(failing(wrong).includes("invoke/existence/unknown-function"));
  });
}

const CLIENT_RUNNERS = {
  Python: { ...RUNNERS.Python, args: ["python/judge_client.py"] },
  Go: { ...RUNNERS.Go, args: ["run", "-C", "go", "./client"] },
};
const isThere = ({ program, version }) => spawnSync(program, [version]).status === 0;

for (const [name, runner] of Object.entries(CLIENT_RUNNERS)) {
  const skip = !isThere(RUNNERS.Python) || !isThere(runner);
  test(`the runner for clients in ${name} finds what is wrong, and nothing else`, { skip }, () => {
    const calls = execFileSync("npx", ["lambda-conformance", "vectors", "--client", "--cases", "1"], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    const judged = (driver) =>
      spawnSync(runner.program, [...runner.args, "python3", ...driver], { input: calls, encoding: "utf8" });
    const sound = judged([resolve("python/client.py")]);
    assert.equal(sound.status, 0, sound.stdout);
    assert.match(sound.stdout, /^pass client\/response\/status-200:/m);
    assert.doesNotMatch(sound.stdout, /^fail/m);
    // The same client, which says 200 whatever the status is.
    const program = readFileSync("python/client.py", "utf8").replace(
      '"StatusCode": response.status',
      '"StatusCode": 200',
    );
    const wrong = judged(["-c", program]);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stdout, /^fail client\/response\/status-202:/m);
  });
}
