/** One request of the collection, and its tests. */
interface Item {
  readonly name: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly tests: readonly string[];
}

const RETURN = '{"$probe":{"return":{"value":{"nonce":"{{$guid}}","text":"grüße"}}}}';
const THROW = '{"$probe":{"throw":{"type":"Broken","message":"on purpose"}}}';

const is = (status: number): string =>
  `pm.test("status ${status}", () => pm.response.to.have.status(${status}));`;
const errs = (name: string): string =>
  `pm.test("${name}", () => pm.expect(pm.response.headers.get("x-amzn-ErrorType")).to.include("${name}"));`;

/** What a careful team tests with such a collection: invocation types, errors, versions, names. */
const ITEMS: readonly Item[] = [
  {
    name: "returns what it is told",
    body: RETURN,
    tests: [
      is(200),
      'pm.test("JSON", () => pm.expect(pm.response.headers.get("Content-Type")).to.include("json"));',
      'pm.test("version", () => pm.expect(pm.response.headers.get("X-Amz-Executed-Version")).to.eql("$LATEST"));',
      'pm.test("text", () => pm.expect(pm.response.json().text).to.eql("grüße"));',
      'pm.test("no error", () => pm.response.to.not.have.header("X-Amz-Function-Error"));',
    ],
  },
  { name: "echoes", body: '{"a":[1,null,"b"]}', tests: [is(200)] },
  {
    name: "tells an error of the function",
    body: THROW,
    tests: [
      is(200),
      'pm.test("unhandled", () => pm.expect(pm.response.headers.get("X-Amz-Function-Error")).to.eql("Unhandled"));',
      'pm.test("type", () => pm.expect(pm.response.json().errorType).to.eql("Broken"));',
    ],
  },
  {
    name: "takes an event",
    headers: { "X-Amz-Invocation-Type": "Event" },
    body: RETURN,
    tests: [is(202), 'pm.test("no body", () => pm.expect(pm.response.text()).to.eql(""));'],
  },
  {
    name: "checks a dry run",
    headers: { "X-Amz-Invocation-Type": "DryRun" },
    body: RETURN,
    tests: [is(204)],
  },
  {
    name: "does not know a function",
    path: "nobody",
    body: RETURN,
    tests: [is(404), errs("ResourceNotFoundException")],
  },
  {
    name: "does not know a version",
    path: "probe/invocations?Qualifier=nobody",
    body: RETURN,
    tests: [is(404), errs("ResourceNotFoundException")],
  },
  {
    name: "refuses a payload that is no JSON",
    body: "{",
    tests: [is(400), errs("InvalidRequestContentException")],
  },
  {
    name: "knows an ARN",
    path: "arn:aws:lambda:us-east-1:123456789012:function:probe",
    body: RETURN,
    tests: [is(200)],
  },
  { name: "refuses a name", path: "not%20a%20name", body: RETURN, tests: [is(400)] },
];

/** The collection in the format of Postman, v2.1. Its variable `{{endpoint}}` is the URL of the endpoint. */
export function collectionOf(): object {
  return {
    info: {
      name: "Invoke",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    item: ITEMS.map(({ name, path = "probe", headers = {}, body, tests }) => ({
      name,
      request: {
        method: "POST",
        header: Object.entries({ "Content-Type": "application/json", ...headers }).map(([key, value]) => ({
          key,
          value,
        })),
        body: { mode: "raw", raw: body },
        url: `{{endpoint}}/2015-03-31/functions/${path.includes("/") ? path : `${path}/invocations`}`,
      },
      event: [{ listen: "test", script: { type: "text/javascript", exec: tests } }],
    })),
  };
}
