import { speakProtocol } from "../speak-protocol.ts";
import { hello, perform } from "./perform.ts";

await speakProtocol(hello, perform);
