import type { Member } from "../specs/operation.ts";
import type { NearMiss, Sample, Stratum } from "./stratum.ts";

/**
 * What `keywords/<keyword>.ts` exports: the values that keep a keyword of a member and those that break it.
 * Values are texts for members in path, query and header, and bytes as latin-1 text for the body; undefined: the
 * member is not sent.
 * Laws (generators/laws.ts): kept values break no keyword of the member; broken ones break this keyword as the value is
 * received in its place, and only those that it implies; every kind appears once in each round.
 */
export interface KeywordGenerator {
  keeps(member: Member): readonly Stratum<Sample<string>>[];
  breaks(member: Member): readonly Stratum<NearMiss<string | undefined>>[];
  /** Values that break it and that nobody is blamed for taking: lenient readers in wide use do. Made for clauses that ask for them alone. */
  tolerated?(member: Member): readonly Stratum<NearMiss<string>>[];
}
