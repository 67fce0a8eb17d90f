/**
 * Importing this module defines the global `awslambda` unless it exists, so that you can then import modules that use it. Functions that
 * you give as a path always have this global.
 */
import { type AwsLambda, awslambda } from "./awslambda.ts";

const scope = globalThis as { awslambda?: Partial<AwsLambda> };
// The SDK for JavaScript stores a member of its own under this name, inside and outside Lambda.
scope.awslambda = Object.assign(scope.awslambda ?? {}, { ...awslambda, ...scope.awslambda });

export { type AwsLambda, awslambda, streamifyResponse } from "./awslambda.ts";
