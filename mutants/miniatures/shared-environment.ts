import type { Handler } from "../../targets/handler-target.ts";
import { miniature, newEnvironment, work } from "../miniature.ts";

const environment = newEnvironment();

/** Runs all calls in one environment, several at a time. */
export const sharedEnvironment: Handler = miniature({ run: (call) => work(call, environment) });
