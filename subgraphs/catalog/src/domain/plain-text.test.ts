import { expect, it } from "vitest";
import { plainTextOf } from "./plain-text.ts";

it.each([
  ["first<br>\n<br>\nsecond", "first\n\nsecond"],
  ['<b>bold</b> and <a href="https://x.test">a link</a>', "bold and a link"],
  ["<p>one</p><p>two</p>", "one\n\ntwo"],
  ["Tom &amp; Jerry&#39;s &lt;b&gt; &#x2014; &unknown; &#0;", "Tom & Jerry's <b> — &unknown; &#0;"],
  ["5 < 6 and 7 > 3", "5 < 6 and 7 > 3"],
  ["<script>alert(1)</script>safe", "safe"],
  ["", ""],
])("makes plain text of %j", (markup, text) => {
  expect(plainTextOf(markup)).toBe(text);
});
