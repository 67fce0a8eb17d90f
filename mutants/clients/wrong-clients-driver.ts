/** A driver of many clients: a call is made by the wrong client whose number its id begins with, or else by one that is sound. */
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
