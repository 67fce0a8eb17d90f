import { Runtime, TenantIsolationMode } from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import type { RawReply } from "../../../wire/raw-reply.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import { signatureScope } from "../../../wire/sign.ts";
import type { Handler } from "../../handler-target.ts";
import { jsonReply } from "../../json-reply.ts";
import { Authenticator } from "../../reference/authenticator.ts";
import { Refusal } from "../../reference/refusal.ts";
import type { Credentials } from "../../target.ts";
import { whyPackageFails } from "./package-runs.ts";

/** Handlers that must fail to load. CreateFunction does not check that. */
const CANNOT_START = ["probe.absent", "absent.handler", "unreadable.handler", "throwing.handler"];

type Members = Readonly<Record<string, unknown>>;

export interface FakeFunction {
  configuration: Record<string, unknown>;
  files: Record<string, Uint8Array>;
  tags: Readonly<Record<string, string>>;
  versions: string[];
  aliases: Record<string, string>;
  reserved?: number;
  /** For how many more requests the function is still pending. */
  pending: number;
}

const ACCOUNT = "123456789012";
const text =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === "string" && pattern.test(value);
const whole =
  (from: number, to: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
const members =
  (its: Readonly<Record<string, (value: unknown) => boolean>>, ...required: string[]) =>
  (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    required.every((name) => name in value) &&
    Object.entries(value).every(([name, member]) => its[name]?.(member) ?? false);

/** What the model says about the members that a deployment sends. A deployment must not send other members. */
const CONFIGURATION: Readonly<Record<string, (value: unknown) => boolean>> = {
  Runtime: (value) => Object.values(Runtime).includes(value as Runtime),
  Role: text(/^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/),
  Handler: text(/^\S{1,128}$/),
  Description: text(/^.{0,256}$/),
  Timeout: whole(1, 900),
  MemorySize: whole(128, 10_240),
  DeadLetterConfig: members({ TargetArn: text(/^arn:aws:(sqs|sns):[a-z0-9-]+:\d{12}:.+$/) }, "TargetArn"),
};
const isRouting = members(
  {
    AdditionalVersionWeights: (value) =>
      Object.entries(value as object).every(
        ([version, weight]) => /^\d+$/.test(version) && weight >= 0 && weight <= 1,
      ),
  },
  "AdditionalVersionWeights",
);
/** Members that cannot change after the function is created. */
const AT_BIRTH: typeof CONFIGURATION = {
  FunctionName: text(/^[a-zA-Z0-9-_]{1,64}$/),
  Code: members({ ZipFile: text(/^[A-Za-z0-9+/]+=*$/) }, "ZipFile"),
  Tags: (value) => Object.entries(value as object).every(([key, one]) => key !== "" && text(/^.*$/)(one)),
  TenancyConfig: members(
    { TenantIsolationMode: (value) => value === TenantIsolationMode.PER_TENANT },
    "TenantIsolationMode",
  ),
  DurableConfig: members(
    { ExecutionTimeout: whole(1, 31_622_400), RetentionPeriodInDays: whole(1, 90) },
    "ExecutionTimeout",
  ),
};

/**
 * The part of the Lambda API that `deploy` uses. It is as strict as the model and the documents. It checks signatures, the forms of
 * members, packages that must run, states that forbid changes, and version numbers that are never reused. Its functions can be invoked when
 * it is given a handler that answers for them.
 */
export class FakeControlPlane implements Handler {
  readonly functions: Map<string, FakeFunction> = new Map();
  readonly calls: string[] = [];
  /** The version numbers used so far, by function name. */
  readonly published: Map<string, number> = new Map();
  /** Settings that it does not know. It refuses a function with one of them. */
  refuses: readonly string[] = [];
  /** Settings that it accepts but does not store. */
  forgets: readonly string[] = [];
  /** The runtimes that it accepts; default: all that AWS has. */
  runtimes: readonly string[] | undefined;
  /** The roles that exist; default: every role is accepted. */
  roles: Set<string> | undefined;
  /** How many requests see a new or changed function as pending before it is active. */
  polls = 1;
  readonly #authenticator: Authenticator;
  readonly #invoked: Handler | undefined;

  constructor(credentials: Credentials, invoked?: Handler) {
    this.#authenticator = new Authenticator([{ credentials, mayInvoke: true }], "us-east-1", "lambda");
    this.#invoked = invoked;
  }

  async handle(request: RawRequest): Promise<RawReply> {
    const { pathname, searchParams } = new URL(request.target, "http://x");
    try {
      const called = /^\/\d{4}-\d\d-\d\d\/functions\/([^/:]+)[^/]*\/(response-streaming-)?invocations$/;
      const [, name] = called.exec(decodeURIComponent(pathname)) ?? [];
      if (name !== undefined && this.#invoked) {
        this.#settled(this.#find(name));
        return this.#invoked.handle(request);
      }
      if (pathname === "/") return this.#queried(request);
      this.#authenticator.signerOf(request);
      const sent = request.body.length === 0 ? {} : JSON.parse(Buffer.from(request.body).toString());
      const path = pathname.split("/").map(decodeURIComponent).slice(1);
      const [status, body] = this.#answer(request.method, path, searchParams, sent);
      return body === undefined ? { status, headers: [], body: new Uint8Array() } : jsonReply(status, body);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      const status = { ResourceNotFoundException: 404, ResourceConflictException: 409 }[fault.code] ?? 400;
      const { code, message } = fault;
      return jsonReply(status, { Type: "User", message, Message: message }, { "x-amzn-ErrorType": code });
    }
  }

  #answer(
    method: string,
    [date = "", kind, key = "", part = "", last = ""]: readonly string[],
    query: URLSearchParams,
    sent: Members,
  ): [status: number, body?: unknown] {
    this.calls.push([method, kind, key, part].filter(Boolean).join(" "));
    const route = [date, method, kind, key && "NAME", part, last && "NAME"].filter(Boolean).join(" ");
    if (route === "2017-03-31 GET tags NAME") return [200, { Tags: this.#find(nameOf(key)).tags }];
    if (route === "2015-03-31 POST functions") return [201, this.#create(sent)];
    if (route === "2015-03-31 GET functions") return [200, this.#list(query.get("Marker"))];
    const its = this.#find(key);
    switch (route) {
      case "2015-03-31 GET functions NAME":
        return [200, { Configuration: its.configuration, Tags: its.tags }];
      case "2015-03-31 DELETE functions NAME":
        this.functions.delete(key);
        return [204];
      case "2015-03-31 GET functions NAME configuration": {
        this.#version(its, query.get("Qualifier") ?? "$LATEST");
        its.pending -= 1;
        return [200, { ...its.configuration, ...stateOf(its) }];
      }
      case "2015-03-31 PUT functions NAME code":
        this.#settled(its);
        its.files = packageOf(sent["ZipFile"], its.configuration);
        its.pending = this.polls;
        return [200, { ...its.configuration, ...stateOf(its) }];
      case "2015-03-31 PUT functions NAME configuration":
        this.#settled(its);
        checked(sent, CONFIGURATION);
        this.#runtime(sent);
        its.configuration = { ...its.configuration, ...sent };
        its.pending = this.polls;
        return [200, { ...its.configuration, ...stateOf(its) }];
      case "2017-10-31 PUT functions NAME concurrency":
        this.#settled(its);
        checked(sent, { ReservedConcurrentExecutions: whole(0, 900) }, "ReservedConcurrentExecutions");
        its.reserved = sent["ReservedConcurrentExecutions"] as number;
        return [200, sent];
      case "2015-03-31 POST functions NAME versions": {
        this.#settled(its);
        const number = (this.published.get(key) ?? 0) + 1;
        this.published.set(key, number);
        its.versions.push(String(number));
        return [201, { ...its.configuration, Version: String(number) }];
      }
      case "2015-03-31 POST functions NAME aliases":
        checked(
          sent,
          {
            Name: text(/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/),
            FunctionVersion: text(/^\d+$/),
            RoutingConfig: isRouting,
          },
          "Name",
        );
        if (Object.hasOwn(its.aliases, String(sent["Name"]))) throw conflict("Alias already exists");
        return [201, this.#point(its, String(sent["Name"]), sent)];
      case "2015-03-31 PUT functions NAME aliases NAME":
        if (!Object.hasOwn(its.aliases, last)) throw notFound(`Alias not found: ${last}`);
        return [200, this.#point(its, last, sent)];
      default:
        throw new Error(`the fake does not know ${route}`);
    }
  }

  #create(sent: Members): unknown {
    const strange = this.refuses.find((setting) => setting in sent);
    if (strange !== undefined)
      throw new Refusal("InvalidParameterValueException", `${strange} is not known here`);
    checked(sent, { ...CONFIGURATION, ...AT_BIRTH }, "FunctionName", "Role", "Code", "Handler", "Runtime");
    const { Code, Tags = {}, ...known } = sent;
    const configuration = Object.fromEntries(
      Object.entries(known).filter(([setting]) => !this.forgets.includes(setting)),
    );
    const name = String(configuration["FunctionName"]);
    if (this.functions.has(name)) throw conflict(`Function already exist: ${name}`);
    this.#runtime(sent);
    if (this.roles?.has(String(sent["Role"])) === false) {
      const says = "The role defined for the function cannot be assumed by Lambda.";
      throw new Refusal("InvalidParameterValueException", says);
    }
    if (!String(sent["Role"]).includes(`::${ACCOUNT}:`))
      throw new Refusal("AccessDeniedException", "Cross-account pass role is not allowed.");
    const its: FakeFunction = {
      configuration: { ...configuration, FunctionArn: arnOf(name) },
      files: packageOf((Code as Members)["ZipFile"], configuration),
      tags: Tags as FakeFunction["tags"],
      versions: [],
      aliases: {},
      pending: this.polls,
    };
    this.functions.set(name, its);
    return { ...its.configuration, ...stateOf(its) };
  }

  #runtime({ Runtime: runtime }: Members): void {
    if (this.runtimes?.includes(String(runtime)) === false) {
      throw new Refusal("InvalidParameterValueException", `Runtime ${runtime} is not known here`);
    }
  }

  /** IAM and STS: the account, and the roles that are created. */
  #queried(request: RawRequest): RawReply {
    const service = signatureScope(request.headers)?.service;
    const asked = new URLSearchParams(Buffer.from(request.body).toString());
    const xml = (status: number, body: string): RawReply => ({
      status,
      headers: [["Content-Type", "text/xml"]],
      body: Buffer.from(body),
    });
    switch (`${service} ${asked.get("Action")}`) {
      case "sts GetCallerIdentity":
        return xml(200, `<GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult>`);
      case "iam CreateRole": {
        JSON.parse(asked.get("AssumeRolePolicyDocument") ?? "");
        const arn = `arn:aws:iam::${ACCOUNT}:role/${asked.get("RoleName")}`;
        if (this.roles?.has(arn)) {
          return xml(409, "<Error><Code>EntityAlreadyExists</Code><Message>it exists</Message></Error>");
        }
        this.roles?.add(arn);
        return xml(200, `<CreateRoleResult><Role><Arn>${arn}</Arn></Role></CreateRoleResult>`);
      }
      default:
        return xml(400, "<Error><Code>InvalidAction</Code><Message>not known here</Message></Error>");
    }
  }

  #point(its: FakeFunction, name: string, { FunctionVersion }: Members): unknown {
    this.#version(its, String(FunctionVersion));
    its.aliases[name] = String(FunctionVersion);
    return { Name: name, FunctionVersion };
  }

  #version(its: FakeFunction, version: string): void {
    if (version !== "$LATEST" && !its.versions.includes(version))
      throw notFound(`Function not found: ${version}`);
  }

  /** Two functions per page. */
  #list(marker: string | null): unknown {
    const all = [...this.functions.values()].map(({ configuration }) => configuration);
    const from = Number(marker ?? 0);
    return {
      Functions: all.slice(from, from + 2),
      ...(from + 2 < all.length && { NextMarker: `${from + 2}` }),
    };
  }

  #find(name: string): FakeFunction {
    const its = this.functions.get(name);
    if (its === undefined) throw notFound(`Function not found: ${arnOf(name)}`);
    return its;
  }

  #settled(its: FakeFunction): void {
    if (its.pending > 0) throw conflict("The operation cannot be performed at this time: Pending");
  }
}

function checked(sent: Members, its: typeof CONFIGURATION, ...required: string[]): void {
  const missing = required.find((name) => !(name in sent));
  const wrong = Object.keys(sent).find((name) => !(its[name]?.(sent[name]) ?? false));
  const fault = missing ?? wrong;
  if (fault === undefined) return;
  const says = `Value ${JSON.stringify(sent[fault])} at '${fault}' failed to satisfy constraint`;
  throw new Refusal("ValidationException", `1 validation error detected: ${says}`);
}

function packageOf(zip: unknown, { Handler: handler, Runtime: runtime }: Members): FakeFunction["files"] {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(Buffer.from(String(zip), "base64"));
  } catch {
    throw new Refusal("InvalidParameterValueException", "Could not unzip uploaded file.");
  }
  if (CANNOT_START.includes(String(handler))) return files;
  const fails = whyPackageFails(files, String(handler), String(runtime));
  if (fails !== undefined) throw new Refusal("InvalidParameterValueException", fails);
  return files;
}

function stateOf({ pending }: FakeFunction): Members {
  return pending > 0
    ? { State: "Pending", LastUpdateStatus: "InProgress" }
    : { State: "Active", LastUpdateStatus: "Successful" };
}

function arnOf(name: string): string {
  return `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
}

function nameOf(arn: string): string {
  return arn.startsWith(arnOf("")) ? arn.slice(arnOf("").length) : "";
}

function notFound(message: string): Refusal {
  return new Refusal("ResourceNotFoundException", message);
}

function conflict(message: string): Refusal {
  return new Refusal("ResourceConflictException", message);
}
