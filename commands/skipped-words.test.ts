import { expect, test } from "vitest";
import { skippedWords } from "./skipped-words.ts";

const facts = { noRoom: 0, givenUp: 0, judged: 6157, mostWaiting: 128 };

test("it tells how many were not judged, why, and what the verdicts stand on", () => {
  expect(skippedWords({ ...facts, noRoom: 4543 })).toEqual([
    "4,543 of 10,700 exchanges were passed on without being judged: 4,543 arrived faster than they could be judged, while 128 MB (the limit) were already waiting. The verdicts are based on the other 6,157.",
  ]);
  expect(skippedWords({ ...facts, givenUp: 3 })).toEqual([
    "3 of 6,160 exchanges were passed on without being judged: 3 were still waiting when Ctrl-C was pressed again. The verdicts are based on the other 6,157.",
  ]);
});

test("where all were judged, nothing is said", () => {
  expect(skippedWords(facts)).toEqual([]);
});
