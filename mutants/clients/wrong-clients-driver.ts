/**
 * A driver of many clients. The id of a call begins with the number of the wrong client that makes it. A sound client makes all other
 * calls.
 */
import type { StartedClient } from "../../drivers/clients/client.ts";
import { speakProtocol } from "../../drivers/clients/speak-protocol.ts";
import { plainClient } from "./plain-client.ts";
import { wrongClients } from "./wrong-clients.ts";

const sound = await plainClient("sound").start();
const wrong = new Map<string, StartedClient>();
for (const [number, ways] of wrongClients.entries()) {
  wrong.set(String(number), await plainClient(ways.says, ways).start());
}
await speakProtocol(sound.hello, (call) => {
  const [number = ""] = call.id.split(" ");
  return (wrong.get(number) ?? sound).call(call);
});
