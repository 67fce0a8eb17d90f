import { expect, test } from "vitest";
import { skippedWords } from "./skipped-words.ts";

test("it tells how many were not judged, why, and what the verdicts stand on", () => {
  expect(skippedWords(4543, 6157, 128)).toBe(
    "4,543 of 10,700 exchanges were passed on and not judged: they came faster than they can be judged, and more than 128 MB of them would have waited. The verdicts stand on the other 6,157.",
  );
  expect(skippedWords(1, 1, 128)).toMatch(/^1 of 2 exchanges .* stand on the other one\.$/);
});
