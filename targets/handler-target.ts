import type { RawReply } from "../wire/raw-reply.ts";
import type { RawRequest } from "../wire/raw-request.ts";
import { openHttpDoor } from "./reference/http-door.ts";
import type { StartedTarget, Target } from "./target.ts";

/** Anything that answers raw requests, such as the reference or a mutant of it. */
export interface Handler {
  handle(request: RawRequest): Promise<RawReply>;
}

/**
 * A target in this process, on a loopback port.
 * @param make is called at each start
 * @param is members of the started target that differ from the defaults
 */
export function handlerTarget(
  name: string,
  make: () => Handler & { close?(): Promise<void> },
  is: Partial<Pick<StartedTarget, "credentials" | "unprivileged" | "signs" | "without">> = {},
): Target {
  return {
    name,
    async start(): Promise<StartedTarget> {
      const handler = make();
      const door = await openHttpDoor(handler);
      return {
        url: door.url,
        function: "probe",
        region: "us-east-1",
        account: "123456789012",
        partition: "aws",
        credentials: {
          accessKeyId: "AKIDEXAMPLE",
          secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        },
        without: [],
        signs: false,
        ...is,
        async stop() {
          await door.close();
          await handler.close?.();
        },
      };
    },
  };
}
