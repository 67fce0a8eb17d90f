import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fixture } from "../specs/fixture.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { childEnvironment } from "./child-environment.ts";
import { installNpmPackages } from "./install-npm-packages.ts";
import { onFreePort } from "./on-free-port.ts";
import { startChild } from "./start-child.ts";
import type { Deviation, Target } from "./target.ts";

/** What distinguishes the emulators that are plugins of the Serverless Framework (osls, its maintained fork). */
export interface ServerlessPlugin {
  /** The name of the plugin's package. The target has the same name. */
  readonly name: string;
  /** The versions that the target was reviewed with: `14.8`. */
  readonly version: string;
  readonly framework: string;
  /** Arguments of osls that start the emulator on this port. */
  command(port: number): readonly string[];
  /** Further members of the service file that the plugin needs. */
  readonly service?: Readonly<Record<string, unknown>>;
  /** Files of the service in addition to the probe. */
  readonly files?: Readonly<Record<string, string>>;
  /** Options of Node.js. */
  readonly nodeOptions?: readonly string[];
  /** The file name of the probe, for plugins that do not accept `.mjs`. */
  readonly probeFile: string;
  /**
   * Timeout of the probe in seconds. An emulator that lost a response sends another when the function times out. That must happen before
   * the suite stops waiting.
   */
  readonly probeTimeout: number;
  readonly without: readonly string[];
  readonly concurrency: number;
  readonly diesOf?: readonly string[];
  /** The largest share of the `must` clauses that can be judged there. */
  readonly bestCoverage?: number;
  readonly deviations: readonly Deviation[];
}

const region = "us-east-1";
const probe = "probe";

/** An emulator that is a plugin of the Serverless Framework, as a target. It is installed on first use, started, and stopped. */
export function serverlessTarget(plugin: ServerlessPlugin): Target {
  const { name, without, concurrency, diesOf = [], bestCoverage, deviations } = plugin;
  return {
    name,
    concurrency,
    diesOf,
    ...(bestCoverage !== undefined && { bestCoverage }),
    deviations,
    async start(progress) {
      const packages = [`osls@${plugin.framework}`, `${name}@${plugin.version}`];
      const installed = join(await installNpmPackages(name, packages, progress), "node_modules");
      const folder = mkdtempSync(join(tmpdir(), `${name}-`));
      copyFileSync(join(import.meta.dirname, "probe", "probe.mjs"), join(folder, plugin.probeFile));
      const service = serviceFile(plugin, loadSpecification().fixtures);
      writeFileSync(join(folder, "serverless.json"), JSON.stringify(service, null, 2));
      for (const [file, text] of Object.entries(plugin.files ?? {})) writeFileSync(join(folder, file), text);

      const launch = async (port: number) => {
        const url = new URL(`http://127.0.0.1:${port}`);
        const child = await startChild({
          name,
          command: process.execPath,
          args: [
            ...(plugin.nodeOptions ?? []),
            join(installed, "osls", "bin", "serverless.js"),
            ...plugin.command(port),
          ],
          cwd: folder,
          env: {
            ...childEnvironment(folder),
            SLS_TELEMETRY_DISABLED: "1",
            SLS_NOTIFICATIONS_MODE: "off",
          },
          ready: () => answers(url),
          withinMs: 60_000,
        });
        return { url, child };
      };
      let live: Awaited<ReturnType<typeof launch>>;
      try {
        live = await onFreePort((port) => {
          progress(`starting ${name} on http://127.0.0.1:${port}`);
          return launch(port);
        });
      } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
      }
      const { url } = live;
      return {
        url,
        version: versionOf(join(installed, name)),
        function: probe,
        region,
        account: "000000000000",
        partition: "aws",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        without,
        signs: false,
        async restart() {
          await live.child.kill();
          live = await launch(Number(url.port));
        },
        async stop() {
          await live.child.kill();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

/** The service file, with one function for each fixture that the emulator has. */
export function serviceFile(plugin: ServerlessPlugin, fixtures: readonly Fixture[]): Record<string, unknown> {
  const functions: Record<string, unknown> = {};
  for (const fixture of fixtures) {
    if (fixture.handler === undefined || fixture.name === undefined) continue;
    if (plugin.without.includes(fixture.feature)) continue;
    const name = fixture.name.replace("{function}", probe);
    const { Runtime, Timeout, MemorySize } = fixture.settings ?? {};
    functions[name] = {
      name,
      handler: fixture.handler,
      runtime: Runtime,
      timeout: fixture.feature === "probe" ? plugin.probeTimeout : Timeout,
      memorySize: MemorySize,
    };
  }
  return {
    service: "lambda-conformance",
    frameworkVersion: "*",
    provider: { name: "aws", region, runtime: "nodejs24.x" },
    plugins: [plugin.name],
    functions,
    ...plugin.service,
  };
}

async function answers(url: URL): Promise<boolean> {
  const reply = await fetch(new URL(`/2015-03-31/functions/${probe}/invocations`, url), {
    method: "POST",
    body: JSON.stringify({ $probe: { describe: true } }),
    signal: AbortSignal.timeout(5000),
  });
  return (await reply.text()).includes("lambda-conformance");
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}
