/**
 * Importing this module defines the global `awslambda` where it is not there, so that modules of yours that use it can be imported afterwards.
 * Functions that are given as a path have it anyway.
 */
import { type AwsLambda, awslambda } from "./awslambda.ts";

const scope = globalThis as { awslambda?: Partial<AwsLambda> };
// The SDK for JavaScript keeps something of its own under this name, whether it runs in Lambda or not.
scope.awslambda = Object.assign(scope.awslambda ?? {}, { ...awslambda, ...scope.awslambda });

export { type AwsLambda, awslambda, streamifyResponse } from "./awslambda.ts";
