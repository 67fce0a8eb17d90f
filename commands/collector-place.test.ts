import { expect, test } from "vitest";
import { collectorHosts, collectorPlace } from "./collector-place.ts";

test.each([
  [{}, {}],
  [
    { collectorListen: "0.0.0.0", collectorHost: "host.docker.internal" },
    { address: "0.0.0.0", host: "host.docker.internal" },
  ],
  [{ collectorListen: "172.17.0.1:9000" }, { address: "172.17.0.1", port: 9000 }],
  [{ collectorListen: "::1" }, { address: "::1" }],
  [{ collectorListen: "[::1]:9000" }, { address: "::1", port: 9000 }],
  [{ collectorListen: "[::1]" }, { address: "::1" }],
])("%o is %o", (options, place) => {
  expect(collectorPlace(options)).toEqual(place);
});

test.each(["", "localhost", "127.0.0.1:", "127.0.0.1:99999", "[127.0.0.1]:1", "256.0.0.1", "::1:x"])(
  "%j is no address to listen on",
  (collectorListen) => {
    expect(() => collectorPlace({ collectorListen })).toThrow("It must be an IP address of this machine");
  },
);

test.each([
  [{}, []],
  [{ collectorListen: "0.0.0.0", collectorHost: "Host.Docker.internal" }, ["host.docker.internal"]],
  [{ collectorListen: "172.17.0.1:9000" }, ["172.17.0.1"]],
  [{ collectorListen: "[fd00::1]:9000" }, ["[fd00::1]"]],
])("of %o functions may tell %o", (options, hosts) => {
  expect(collectorHosts(options)).toEqual(hosts);
});
