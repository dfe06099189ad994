// Judges pages with Lighthouse in one Chromium. Asked on standard input, as JSON: `urls`, `runs`,
// `chromium`, `flags`. Says one line of JSON for each run: its scores (0 to 100), what of weight
// lost points, and how fast it took this machine to be (`benchmarkIndex`).
import { text } from "node:stream/consumers";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { urls, runs, chromium, flags } = JSON.parse(await text(process.stdin));
const categories = ["performance", "accessibility", "best-practices", "seo"];
const config = {
  extends: "lighthouse:default",
  settings: { onlyCategories: categories, formFactor: "mobile", throttlingMethod: "simulate" },
};
// Chromium missed the start of the load, now and then in its first run: that judged nothing.
const unrecorded = new Set(["NO_NAVSTART", "NO_TRACING_STARTED"]);
const tries = 3;

async function judge(url, port) {
  for (let left = tries - 1; ; left -= 1) {
    const { lhr } = await lighthouse(url, { port, logLevel: "error", output: "json" }, config);
    if (left === 0 || !unrecorded.has(lhr.runtimeError?.code)) return lhr;
  }
}

const chrome = await launch({ chromePath: chromium, chromeFlags: flags, logLevel: "error" });
try {
  for (let run = 0; run < runs; run += 1) {
    for (const url of urls) {
      const lhr = await judge(url, chrome.port);
      console.log(JSON.stringify({
        url,
        finalUrl: lhr.finalDisplayedUrl,
        error: lhr.runtimeError?.message ?? null,
        throttling: lhr.configSettings.throttling,
        benchmarkIndex: lhr.environment.benchmarkIndex,
        scores: Object.fromEntries(categories.map((name) =>
          [name, Math.round((lhr.categories[name].score ?? 0) * 100)])),
        lost: categories.flatMap((name) => lhr.categories[name].auditRefs
          .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9)
          .map(({ id }) => ({ id, shown: lhr.audits[id].displayValue ?? lhr.audits[id].title }))),
      }));
    }
  }
} finally {
  await chrome.kill();
}
