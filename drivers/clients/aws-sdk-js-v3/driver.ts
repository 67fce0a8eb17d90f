import { speakProtocol } from "../speak-protocol.ts";
import { hello, type Profile, perform } from "./perform.ts";

const [, , profile = "plain"] = process.argv;
await speakProtocol(hello, (call) => perform(call, profile as Profile));
