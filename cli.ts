#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

// Half of a start is compiling what a command loads: Node keeps it for the next one.
enableCompileCache();
// What is young lives for one request: room for 128 MB of it, which V8 takes where memory is plenty, makes nothing faster.
setFlagsFromString("--semi-space-growth-factor=1");
const { processIo } = await import("./commands/process-io.ts");
const { main } = await import("./commands/main.ts");
process.exitCode = await main(process.argv.slice(2), processIo());
