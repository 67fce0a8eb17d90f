import fc from "fast-check";
import { expect, test } from "vitest";
import { show } from "./show.ts";

test("a short value is shown whole", () => {
  expect(show({ a: "b" }, 20)).toBe('{"a":"b"}');
  expect(show(undefined, 20)).toBe("absent");
});

test("a long value is cut in its middle", () => {
  expect(show(["abcdefghijklmnopqrst"], 15)).toBe('["abc ... rst"]');
});

test("a long text is cut where it would be if it were written whole", () => {
  const unit = fc.constantFrom("a", '"', "\n", "é", "😀", "\ud83d", "\ude00");
  const texts = fc.string({ unit, maxLength: 200 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 9, max: 100 }), (text, limit) => {
      const whole = JSON.stringify(text);
      const half = Math.floor((limit - 5) / 2);
      const expected = whole.length <= limit ? whole : `${whole.slice(0, half)} ... ${whole.slice(-half)}`;
      expect(show(text, limit)).toBe(expected);
    }),
  );
});
