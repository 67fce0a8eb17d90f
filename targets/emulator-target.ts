import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSpecification } from "../specs/load-specification.ts";
import { childEnvironment } from "./child-environment.ts";
import { deploy } from "./deploy/deploy.ts";
import { onFreePort } from "./on-free-port.ts";
import { startChild } from "./start-child.ts";
import type { Credentials, Deviation, StartedTarget, Target } from "./target.ts";

/** Where an emulator is started: its installation, a new folder for this run, and its port on the loopback interface. */
export interface EmulatorPlace<Installed> {
  readonly installed: Installed;
  readonly home: string;
  readonly port: number;
}

export interface EmulatorCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables in addition to those of `childEnvironment`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Folders that are searched for programs first. */
  readonly paths?: readonly string[];
}

/** What distinguishes an emulator that is a program. */
export interface Emulator<Installed = string> {
  readonly name: string;
  /** The version that it was reviewed with. */
  readonly version: string;
  /**
   * Installs the emulator unless it is installed.
   * @returns where it is
   */
  install(progress: (says: string) => void): Promise<Installed>;
  /** Writes the functions into the folder before the emulator starts. Without this method, CreateFunction creates them after the start. */
  put?(place: Omit<EmulatorPlace<Installed>, "port">): void;
  /** Name of the probe; default `probe`. */
  readonly function?: string;
  /** The process that listens on the port, on 127.0.0.1 only. */
  command(place: EmulatorPlace<Installed>): EmulatorCommand | Promise<EmulatorCommand>;
  readonly region: string;
  readonly account: string;
  /** The credentials of a principal that may do everything there. */
  readonly root: Credentials;
  /** Creates the principals that invoke the functions. Called at every start. Without it, `root` invokes them. */
  principals?(
    target: Pick<StartedTarget, "url" | "region" | "credentials">,
  ): Promise<Required<Pick<StartedTarget, "credentials" | "unprivileged">>>;
  /** Features that it is known to lack. Those that CreateFunction refuses are added. */
  readonly without: readonly string[];
  readonly signs: boolean;
  readonly concurrency?: number;
  readonly diesOf?: readonly string[];
  readonly executes?: boolean;
  readonly bestCoverage?: number;
  readonly deviations: readonly Deviation[];
}

const START_MS = 60_000;

/** An emulator as a target. It is installed on first use, started on a free port of 127.0.0.1, given the functions, and stopped. */
export function emulatorTarget<Installed>(emulator: Emulator<Installed>): Target {
  const { name, version, region, account, root, without, signs, deviations } = emulator;
  const { concurrency, diesOf, executes, bestCoverage, function: probe = "probe" } = emulator;
  return {
    name,
    deviations,
    ...(concurrency !== undefined && { concurrency }),
    ...(diesOf && { diesOf }),
    ...(executes !== undefined && { executes }),
    ...(bestCoverage !== undefined && { bestCoverage }),
    async start(progress) {
      const installed = await emulator.install(progress);
      const home = mkdtempSync(join(tmpdir(), `${name}-`));
      const fixtures = loadSpecification().fixtures.filter(({ feature }) => !without.includes(feature));

      const launch = async (port: number) => {
        const url = new URL(`http://127.0.0.1:${port}`);
        const { command, args, env, paths } = await emulator.command({ installed, home, port });
        const child = await startChild({
          name,
          command,
          args,
          cwd: home,
          env: { ...childEnvironment(home, paths), ...env },
          ready: () => answers(url),
          withinMs: START_MS,
        });
        try {
          const place = { url, region, account, partition: "aws", function: probe };
          const principals = await emulator.principals?.({ ...place, credentials: root });
          const target = { ...place, credentials: root, ...principals };
          const refused = emulator.put ? [] : (await deploy({ target, fixtures, told: () => {} })).without;
          return { url, child, principals, refused: refused.map(({ feature }) => feature) };
        } catch (fault) {
          await child.kill();
          throw fault;
        }
      };
      emulator.put?.({ installed, home });
      let live: Awaited<ReturnType<typeof launch>>;
      try {
        live = await onFreePort((port) => {
          progress(`starting ${name} ${version} on http://127.0.0.1:${port}`);
          return launch(port);
        });
      } catch (fault) {
        rmSync(home, { recursive: true, force: true });
        throw fault;
      }
      const { url } = live;
      const credentials = { ...(live.principals?.credentials ?? root) };
      const unprivileged = live.principals && { ...live.principals.unprivileged };
      return {
        url,
        version,
        function: probe,
        region,
        account,
        partition: "aws",
        credentials,
        ...(unprivileged && { unprivileged }),
        without: [...without, ...live.refused],
        signs,
        async restart() {
          await live.child.kill();
          live = await launch(Number(url.port));
          // The restarted emulator has lost its state, principals included.
          Object.assign(credentials, live.principals?.credentials);
          if (unprivileged) Object.assign(unprivileged, live.principals?.unprivileged);
        },
        async stop() {
          await live.child.kill();
          rmSync(home, { recursive: true, force: true });
        },
      };
    },
  };
}

/** True as soon as the endpoint sends any response. Rejects when it sends none. */
async function answers(url: URL): Promise<boolean> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(5000) });
  await reply.arrayBuffer();
  return true;
}
