import { createReader } from "../../generators/calls/asked.ts";
import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { parseFunctionName } from "../../targets/reference/function-name.ts";
import { readFrames } from "../../wire/frames.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { redact } from "../../wire/redact.ts";
import { faultsOf } from "./other-faults.ts";
import type { RecordedExchange, UnknownPart } from "./recorded-exchange.ts";
import { type Rename, renamedBytes, renamedField, renamedReply } from "./rename.ts";

/** The account number that AWS uses in examples, and more for further accounts in one archive. */
const ACCOUNTS = ["123456789012", "210987654321", "111122223333", "444455556666"];

/** Headers of a request that describe the call. All others describe the client. */
const TELLING =
  /^(?:x-amz-(?!date$|content-sha256$|security-token$)|x-amzn-|content-type$|expect$|transfer-encoding$)/i;

/**
 * Removes what identifies the person who recorded exchanges. That is names of functions, account numbers, roles, sessions, users, the host
 * of an endpoint and all secrets. Request headers that the API does not know are removed too. The probe and its related functions
 * (`NAME-stream`) get the names that the suite uses. Any other function gets a name of the same length. In results of functions, only these
 * names are replaced.
 * @param probe name of the probe in the archive
 */
export function neutral(
  exchanges: readonly RecordedExchange[],
  specification: Specification,
  probe: string,
): readonly RecordedExchange[] {
  const read = createReader(specification);
  const rename = renameOf(exchanges, read, probe);
  return exchanges.map((recorded) => {
    const operation = read(recorded.exchange.request)?.operation ?? specification.operations.Invoke;
    return neutralOne(recorded, operation, rename);
  });
}

function neutralOne(recorded: RecordedExchange, operation: Operation, rename: Rename): RecordedExchange {
  const { request, reply, origin, ...exchange } = redact(recorded.exchange);
  const unknown = new Set<UnknownPart>(recorded.unknown);
  const changed = reply && neutralReply(reply, operation, rename, unknown);
  return {
    ...recorded,
    unknown,
    exchange: {
      ...exchange,
      origin: neutralOrigin(origin),
      request: {
        ...request,
        target: rename(request.target),
        headers: request.headers
          .filter(([name]) => TELLING.test(name))
          .map(([name, value]) => [name, renamedField(value, rename)]),
        body: renamedBytes(request.body, rename),
      },
      ...(changed && { reply: changed }),
    },
  };
}

/** @param unknown the parts of the recording that are no longer known are added to it */
function neutralReply(
  reply: ReceivedReply,
  operation: Operation,
  rename: Rename,
  unknown: Set<UnknownPart>,
): ReceivedReply {
  const changed = renamedReply(reply, operation, rename);
  if (changed.body === reply.body) return changed;
  // We wrote this body again, so its bytes show nothing about the original.
  unknown.add("response.body.bytes");
  if (operation.events.length > 0 && readFrames(reply.body).frames.length > 0) unknown.add("response.frames");
  if (changed.body.length === reply.body.length) return changed;
  unknown.add("response.headers.content-length");
  return { ...changed, headers: changed.headers.filter(([name]) => !/^content-length$/i.test(name)) };
}

/** The host name of a private endpoint identifies its network. */
function neutralOrigin(origin: string): string {
  const region = /(?:^|\.)lambda(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d)\./.exec(new URL(origin).host)?.[1];
  return region === undefined ? origin : `https://lambda.${region}.amazonaws.com`;
}

function renameOf(
  exchanges: readonly RecordedExchange[],
  read: ReturnType<typeof createReader>,
  probe: string,
): Rename {
  const functions = new Set<string>();
  const accounts = new Set<string>();
  const people = new Map<string, string>();
  for (const { exchange } of exchanges) {
    const asked = read(exchange.request);
    const isSound =
      asked !== undefined && !faultsOf(asked).some((fault) => fault.startsWith("FunctionName "));
    const { name, account } = parseFunctionName(asked?.input["FunctionName"] ?? "");
    if (isSound && NAME.test(name)) functions.add(name);
    if (account !== undefined) accounts.add(account);
    for (const text of textsOf(exchange)) {
      for (const [, number = ""] of text.matchAll(/\barn:aws[\w-]*:\w[\w-]*:[a-z0-9-]*:(\d{12}):/g))
        accounts.add(number);
      for (const [whole, kind = ""] of text.matchAll(/(?<=:)(assumed-role|user|role)\/[\w+=,.@/-]+/g))
        people.set(whole, kind === "assumed-role" ? "assumed-role/role/session" : `${kind}/${kind}`);
    }
  }
  accounts.delete(ACCOUNTS[0] as string);
  const others = [...functions].filter((name) => !isOf(probe, name));
  const names = new Map([
    ...[...functions]
      .filter((name) => isOf(probe, name))
      .map((name) => [name, `probe${name.slice(probe.length)}`] as const),
    ...others.map((name, index) => [name, anyName(index + 1, name.length)] as const),
    ...[...accounts].map((number, index) => [number, ACCOUNTS[index % ACCOUNTS.length] ?? number] as const),
    ...people,
  ]);
  return createTokenRename(names);
}

function isOf(probe: string, name: string): boolean {
  return name === probe || name.startsWith(`${probe}-`);
}

/** A name of the same length, so that limits and lengths stay true. */
function anyName(index: number, length: number): string {
  const number = index === 1 ? "" : `-${index}`;
  return `${length < 11 ? "fn" : "my-function"}${number}`.padEnd(length, "x");
}

function* textsOf({ request, reply }: RecordedExchange["exchange"]): Iterable<string> {
  yield decoded(request.target);
  for (const [, value] of [...request.headers, ...(reply?.headers ?? [])]) yield value;
  yield Buffer.from(request.body).toString("latin1");
  yield Buffer.from(reply?.body ?? []).toString("latin1");
}

/** A name that could identify somebody, except words that ARNs begin with. */
const NAME = /^(?!arn$)[\w-]{3,}$/;

/** A name that is an ordinary word is replaced only if it names a function. */
const WORD = /^[A-Za-z]?[a-z]+$/;

function createTokenRename(names: ReadonlyMap<string, string>): Rename {
  const longestFirst = [...names.keys()].sort((one, other) => other.length - one.length);
  if (longestFirst.length === 0) return (text) => text;
  const any = longestFirst.map((name) => {
    const text = name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    return WORD.test(name) ? `(?<=/functions/|:function:|%3Afunction%3A|/aws/lambda/)${text}` : text;
  });
  const token = new RegExp(`(?<=^|[^\\w-]|%[0-9A-Fa-f]{2})(?:${any.join("|")})(?=$|[^\\w-])`, "g");
  return (text) => text.replace(token, (name) => names.get(name) ?? name);
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
