import { defineConfig } from "vitest/config";

const config: ReturnType<typeof defineConfig> = defineConfig({ test: { include: ["sdk.bench-suite.ts"] } });

export default config;
