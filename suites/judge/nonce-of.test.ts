import { expect, test } from "vitest";
import { type NonceParts, nonceOf } from "./nonce-of.ts";

// Release 0.1.0 made these values. Another value means that a seed no longer sends the same requests.
test.each<[NonceParts, string]>([
  [{ path: "0" }, "nc6de590b80066a613f41"],
  [{ path: "0", purpose: "confirmation" }, "nc6de590b80066a613f41"],
  [{ path: "0", twin: true }, "n81b9bd72ae94d40597a7"],
  [{ path: "17:0:3", purpose: "confirmation" }, "naa1d516beb5ff2ec4019"],
  [{ path: "17:0:3", purpose: "confirmation", twin: true }, "n9985c12ba2ee1028c9d8"],
  [{ path: "17", purpose: "shrinking" }, "n5d67c3a40de99343ad46"],
  [{ path: "17", purpose: "shrinking", twin: true }, "naa66f7d86c39b246ad63"],
  [{ path: "control", purpose: "control" }, "nd49b330d12ebdb304951"],
  [{ path: "0", repeat: 1 }, "naf31db3830f3c8803661"],
  [{ path: "0", life: 2 }, "n0c5db81e7d8bd29d37b7"],
  [{ path: "0", twin: true, purpose: "passive-confirmation" }, "n81b9bd72ae94d40597a7b"],
])("the nonce of %j is what it always was", (parts, nonce) => {
  expect(nonceOf(1, "invoke/qualifier/too-long", parts)).toBe(nonce);
});
