import { expect, test } from "vitest";
import { skippedWords } from "./skipped-words.ts";

const facts = { noRoom: 0, givenUp: 0, judged: 6157, mostWaiting: 128 };

test("it tells how many were not judged, why, and what the verdicts stand on", () => {
  expect(skippedWords({ ...facts, noRoom: 4543 })).toEqual([
    "4,543 of 10,700 exchanges were passed on and not judged: 4,543 came while the most that may wait, 128 MB, waited already: they came faster than they could be judged. The verdicts stand on the other 6,157.",
  ]);
  expect(skippedWords({ ...facts, givenUp: 3 })).toEqual([
    "3 of 6,160 exchanges were passed on and not judged: 3 waited when Ctrl-C was pressed again. The verdicts stand on the other 6,157.",
  ]);
});

test("where all were judged, nothing is said", () => {
  expect(skippedWords(facts)).toEqual([]);
});
