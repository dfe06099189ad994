// Says whether pages are HTML. Asked on standard input, as JSON: pages by name. Says one line of JSON
// for each fault that html-validate finds in one of them.
import { text } from "node:stream/consumers";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const judge = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-implicit-button-type": "off", // a button in a form sends it: that is what the standard says
  },
}));

for (const [name, page] of Object.entries(JSON.parse(await text(process.stdin)))) {
  const report = await judge.validateString(page, name);
  for (const { messages } of report.results) {
    for (const { ruleId, message, line, selector } of messages) {
      console.log(JSON.stringify({ page: name, rule: ruleId, message, line, selector }));
    }
  }
}
