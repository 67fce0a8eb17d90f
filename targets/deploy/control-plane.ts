import {
  type AliasRoutingConfiguration,
  CreateAliasCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  ResourceNotFoundException,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { StartedTarget } from "../target.ts";

/** What a function is created with, apart from its code. */
export interface FunctionSettings {
  readonly name: string;
  readonly handler: string;
  readonly role: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The tag of functions that this project deployed. Only these are ever changed or removed. */
export const tag: { readonly key: string; readonly value: string } = {
  key: "lambda-conformance",
  value: "fixture",
};

/** How long a function may take to become active after it is created or changed, in ms. */
const PATIENCE = 120_000;
/** How long one request may take, in ms. An endpoint that never answers is reported after this time. */
const CALL = 30_000;

/** Settings that cannot be changed after a function is created. */
const FOR_GOOD = ["TenancyConfig", "DurableConfig"];
/** Settings that other operations set. */
const ELSEWHERE = ["ReservedConcurrentExecutions"];

/** The part of the Lambda API that creates functions, as far as fixtures need it. */
export class ControlPlane {
  readonly #client: LambdaClient;

  constructor({ url, region, credentials }: Pick<StartedTarget, "url" | "region" | "credentials">) {
    this.#client = new LambdaClient({ endpoint: url.href, region, credentials: { ...credentials } });
  }

  close(): void {
    this.#client.destroy();
  }

  /** Sends a command, and waits at most `CALL` ms for its response. */
  readonly #send: LambdaClient["send"] = (command: unknown) =>
    this.#client.send(command as GetFunctionCommand, { abortSignal: AbortSignal.timeout(CALL) }) as never;

  /** Whether a function with this name exists, and whether we deployed it. */
  async find(name: string): Promise<"ours" | "foreign" | "none"> {
    try {
      const { Tags = {} } = await this.#send(new GetFunctionCommand({ FunctionName: name }));
      return Tags[tag.key] === tag.value ? "ours" : "foreign";
    } catch (fault) {
      if (fault instanceof ResourceNotFoundException) return "none";
      throw fault;
    }
  }

  /** @returns those settings of `FOR_GOOD` that the endpoint accepted but did not store */
  async create(its: FunctionSettings, code: Uint8Array): Promise<string[]> {
    const settings = without(its.settings, ELSEWHERE);
    await this.#send(
      new CreateFunctionCommand({
        ...settings,
        FunctionName: its.name,
        Handler: its.handler,
        Role: its.role,
        Code: { ZipFile: code },
        Tags: { [tag.key]: tag.value },
      } as CreateFunctionCommandInput),
    );
    const has = await this.#settled(its.name);
    await this.#limit(its);
    return FOR_GOOD.filter((setting) => setting in settings && !(setting in has));
  }

  /** Updates a function that we deployed. */
  async update(its: FunctionSettings, code: Uint8Array): Promise<void> {
    const settings = without(its.settings, [...ELSEWHERE, ...FOR_GOOD]);
    const { name: FunctionName, handler: Handler, role: Role } = its;
    await this.#send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code }));
    await this.#settled(FunctionName);
    await this.#send(new UpdateFunctionConfigurationCommand({ ...settings, FunctionName, Handler, Role }));
    await this.#settled(FunctionName);
    await this.#limit(its);
  }

  /**
   * Publishes a version unless it exists.
   * @returns the number of the version
   */
  async publish(name: string, number: string): Promise<string> {
    try {
      await this.#send(new GetFunctionConfigurationCommand({ FunctionName: name, Qualifier: number }));
      return number;
    } catch (fault) {
      if (!(fault instanceof ResourceNotFoundException)) throw fault;
    }
    if (number !== "1") await this.#change(name, number);
    const { Version = "" } = await this.#send(new PublishVersionCommand({ FunctionName: name }));
    await this.#settled(name, Version);
    return Version;
  }

  /** Changes a function, because an unchanged function gets no new version. */
  async #change(name: string, number: string): Promise<void> {
    const Description = `To be published as version ${number}`;
    await this.#send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Description }));
    await this.#settled(name);
  }

  /** Points an alias at a version. Creates the alias when it does not exist. */
  async point(name: string, alias: string, version: string, routing?: unknown): Promise<void> {
    const input = {
      FunctionName: name,
      Name: alias,
      FunctionVersion: version,
      ...(routing !== undefined && { RoutingConfig: routing as AliasRoutingConfiguration }),
    };
    try {
      await this.#send(new UpdateAliasCommand(input));
    } catch (fault) {
      if (!(fault instanceof ResourceNotFoundException)) throw fault;
      await this.#send(new CreateAliasCommand(input));
    }
  }

  async remove(name: string): Promise<void> {
    await this.#send(new DeleteFunctionCommand({ FunctionName: name }));
  }

  /** The names of the functions that we deployed and whose names begin with the prefix. */
  async ours(prefix: string): Promise<string[]> {
    const found: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await this.#send(new ListFunctionsCommand({ Marker }));
      for (const { FunctionName: name = "", FunctionArn: Resource } of page.Functions ?? []) {
        if (!name.startsWith(prefix)) continue;
        const { Tags = {} } = await this.#send(new ListTagsCommand({ Resource }));
        if (Tags[tag.key] === tag.value) found.push(name);
      }
      Marker = page.NextMarker || undefined;
    } while (Marker !== undefined);
    return found;
  }

  async #limit({ name, settings }: FunctionSettings): Promise<void> {
    const reserved = settings["ReservedConcurrentExecutions"];
    if (typeof reserved !== "number") return;
    await this.#send(
      new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: reserved }),
    );
  }

  /** Waits until a function, or a version of it, can be invoked and changed. Emulators without function states are ready at once. */
  async #settled(name: string, version?: string): Promise<object> {
    const input = { FunctionName: name, ...(version !== undefined && { Qualifier: version }) };
    const until = performance.now() + PATIENCE;
    for (let pause = 50; ; pause = Math.min(2 * pause, 500)) {
      const its = await this.#send(new GetFunctionConfigurationCommand(input));
      const failed = its.State === "Failed" || its.LastUpdateStatus === "Failed";
      const reason = its.StateReason ?? its.LastUpdateStatusReason;
      if (failed) throw new Error(reason ?? "failed to become active");
      if (its.State !== "Pending" && its.LastUpdateStatus !== "InProgress") return its;
      if (performance.now() > until) throw new Error(`still not active after ${PATIENCE / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function without(settings: FunctionSettings["settings"], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}
