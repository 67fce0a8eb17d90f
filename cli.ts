#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Half of a start is compiling what a command loads: Node keeps it for the next one.
enableCompileCache();
const { processIo } = await import("./commands/process-io.ts");
const { main } = await import("./commands/main.ts");
process.exitCode = await main(process.argv.slice(2), processIo());
