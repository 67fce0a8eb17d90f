import { expect, test } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { faultText, uncaughtText } from "./fault-text.ts";
import { hider } from "./hider.ts";

test("secrets of the environment and of the command line stand in nothing that a command fails with", async () => {
  const env = { AWS_SECRET_ACCESS_KEY: "secret/of/the/environment", AWS_SESSION_TOKEN: "token-of-a-session" };
  const argv = [
    "run",
    "--header",
    "Authorization: Bearer tok-secret-1",
    "--header=X-Key:key-secret-2",
    "--header",
  ];
  const hide = await hider(env, argv);
  const says = `no: ${Object.values(env).join(" ")} tok-secret-1 key-secret-2`;
  for (const text of [
    faultText(new UserError(says), hide),
    faultText(new Error(says), hide),
    uncaughtText(new Error(says), hide),
    uncaughtText(says, hide),
  ]) {
    expect(text).toMatch(/no: \*/);
    expect(text).not.toMatch(/secret|session/);
  }
});
