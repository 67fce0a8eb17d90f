import type { Clause } from "../specs/clause.ts";
import type { Specification } from "../specs/specification.ts";
import type { Case } from "./case.ts";
import type { Stratum } from "./stratum.ts";

/** What `scenarios/<name>.ts` exports: the cases of a clause whose `given` names that scenario. */
export type Scenario = (clause: Clause, specification: Specification) => readonly Stratum<Case>[];
