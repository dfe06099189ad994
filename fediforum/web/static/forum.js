/* What a page can do besides being read: remember on this device where somebody was, and answer
   to a few keys. Nothing is sent anywhere, and nothing is missing from a page without it. */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const PLACES = "places";
  const MOST = 500;
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const one = (what, where = document) => where.querySelector(what);

  /* Where somebody was: {thread: [place, post]}, the newest last. Where nothing may be kept it is
     empty, and stays so. */
  const remembered = () => {
    try {
      const read = JSON.parse(localStorage.getItem(PLACES));
      return new Map(Object.entries(read && typeof read === "object" ? read : {}));
    } catch {
      return new Map();
    }
  };
  const keep = (places) => {
    try {
      localStorage.setItem(PLACES, JSON.stringify(Object.fromEntries([...places].slice(-MOST))));
    } catch {
      /* They do not want it kept, or there is no room. */
    }
  };
  const made = (tag, text, className) => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const place = (entry) =>
    Array.isArray(entry) && Number.isSafeInteger(entry[0]) && /^[0-9a-z]{13}$/.test(entry[1]) ? entry : null;

  /* In lists: how much is new, with the way to the first of it. */
  const places = remembered();
  for (const item of all("li[data-thread][data-last]")) {
    const seen = place(places.get(item.dataset.thread));
    const more = seen ? item.dataset.last - seen[0] : 0;
    const title = one('a[href^="/t/"]', item);
    if (more < 1 || !title) continue;
    const link = made("a", words.more.replace("%s", more), "mark");
    link.href = `${title.pathname}?since=${seen[1]}`;
    title.after(" ", link);
  }

  /* In a thread: a line above what is new, and from now on this is where they were. */
  const letters = one(".letters[data-thread]");
  const replies = all(".letter[data-seq]");
  if (letters && letters.dataset.new) {
    const thread = letters.dataset.thread;
    const seen = place(places.get(thread));
    const fresh = seen && !one("#new") && replies.filter((reply) => reply.dataset.seq > seen[0]);
    if (fresh && fresh.length && fresh.length < replies.length) {
      const line = made("p", letters.dataset.new, "fresh");
      line.id = "new";
      fresh[0].before(line);
    }
    const read = (reply) => {
      const now = remembered();
      const before = place(now.get(thread));
      const seq = Number(reply.dataset.seq);
      if (before && before[0] >= seq) return;
      now.delete(thread);
      now.set(thread, [seq, reply.id.slice(1)]);
      keep(now);
    };
    const watch = new IntersectionObserver((changes) => {
      for (const change of changes) {
        if (!change.isIntersecting) continue;
        read(change.target);
        watch.unobserve(change.target);
      }
    });
    replies.forEach((reply) => watch.observe(reply));
  }

  for (const offer of all("[data-forget]")) {
    offer.hidden = false;
    const button = offer.matches("button") ? offer : one("button", offer);
    button?.addEventListener("click", () => {
      try {
        localStorage.removeItem(PLACES);
      } catch {
        /* Then there was nothing. */
      }
      const told = made("p", words.forgotten);
      told.setAttribute("role", "status");
      button.replaceWith(told);
    });
  }

  /* Keys, in the order in which the help tells them. Off where somebody types. */
  const top = () => replies.findLastIndex((reply) => reply.getBoundingClientRect().top < 60);
  const current = () => {
    const inside = document.activeElement?.closest(".letter");
    return inside ? replies.indexOf(inside) : top();
  };
  const go = (to) => {
    if (!to) return;
    to.tabIndex = -1;
    to.focus({ preventScroll: true });
    to.scrollIntoView();
  };
  const follow = (link) => link?.click();
  const help = () => {
    let sheet = one("dialog.keys");
    if (!sheet) {
      sheet = made("dialog", "", "keys");
      const list = made("dl", "");
      const meanings = words.keys.split(";");
      Object.keys(KEYS).forEach((key, at) => list.append(made("dt", key), made("dd", meanings[at])));
      const form = made("form", "");
      form.method = "dialog";
      form.append(made("button", words.close));
      const title = made("h2", words.help);
      title.id = "keys";
      sheet.setAttribute("aria-labelledby", "keys");
      sheet.append(title, list, form);
      document.body.append(sheet);
    }
    if (!sheet.open) sheet.showModal();
  };
  const KEYS = {
    j: () => go(replies[current() + 1]),
    k: () => go(replies[Math.max(current() - 1, 0)]),
    n: () => go(one("#new")),
    u: () => follow(one("a[rel~=up]")),
    o: () => follow(one(".van a, .quoted figcaption a, header a[href*='#p']", replies[current()] ?? document.createElement("p"))),
    r: () => follow(one(".acts a[href*='bericht='], .acts a[href*='post=']", replies[current()] ?? one("main")) ?? one("main .acts a")),
    "?": help,
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.defaultPrevented || one("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  /* What is folded is no use on paper; styles do this where a browser knows how. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("main details:not([open])");
    folded.forEach((fold) => (fold.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((fold) => (fold.open = false)));
})();
