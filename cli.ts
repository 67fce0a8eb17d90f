#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

// Half of a start is compiling what a command loads: Node keeps it for the next one.
enableCompileCache();
// Where memory is plenty, V8 lets garbage of hundreds of megabytes lie: a run of thousands of replies is to stay under 200 MB.
setFlagsFromString("--optimize-for-size");
const { processIo } = await import("./commands/process-io.ts");
const { main } = await import("./commands/main.ts");
process.exitCode = await main(process.argv.slice(2), processIo());
