import type { Member } from "../specs/operation.ts";
import type { NearMiss, Sample, Stratum } from "./stratum.ts";

/**
 * What `keywords/<keyword>.ts` exports: the values that keep a keyword of a member, and those that break it. Values are texts for members
 * in path, query and header, and bytes as latin-1 text for the body. Undefined stands for a member that is not sent.
 *
 * Each generator obeys these laws (generators/laws.ts):
 * - Keeping values break no keyword of the member.
 * - Breaking values break this keyword as received in their place, and otherwise only the keywords that it implies.
 * - Every kind appears once in each round.
 */
export interface KeywordGenerator {
  keeps(member: Member): readonly Stratum<Sample<string>>[];
  breaks(member: Member): readonly Stratum<NearMiss<string | undefined>>[];
  /**
   * Values that break the keyword, but that lenient readers in wide use accept. Nobody is blamed for accepting them, so they are made only
   * for clauses that ask for them.
   */
  tolerated?(member: Member): readonly Stratum<NearMiss<string>>[];
}
