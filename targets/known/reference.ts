import { referenceTarget } from "../reference/reference-target.ts";
import type { Target } from "../target.ts";

const target: Target = referenceTarget();

export default target;
