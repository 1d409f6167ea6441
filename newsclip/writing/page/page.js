// The page: which file and which line are current, keys, buttons, search, and what is kept.

const sources = data.files.map((raw) => new Source(raw));
const prefs = storedPrefs();

const page = {
  source: null,
  at: -1,

  /** Open a file, at a line of it. */
  open(index, at = null) {
    page.index = index;
    page.source = sources[index];
    byId("name").replaceChildren(...signs(page.source.label));
    byId("name").title = page.source.label;
    page.at = -1;
    later.tasks = [];
    openOriginal(page.source);
    updateClean(page.source, { isNew: true });
    byId("original").scrollTop = byId("clean").scrollTop = 0;
    for (const button of byId("list").querySelectorAll("button"))
      button.toggleAttribute("aria-current", false);
    const button = byId("list").children[index]?.querySelector("button");
    button?.setAttribute("aria-current", "true");
    button?.scrollIntoView({ block: "nearest" });
    byId("files").classList.remove("open");
    byId("open-files").setAttribute("aria-expanded", "false");
    page.go(at ?? Math.max(0, original.chunkOf.findIndex(Boolean)), { scrolls: at !== null });
    page.sum();
    later.tasks.push(() => search.mark());
    drawLater();
  },

  /** Make a line the current one. */
  go(at, { keep = false, from = "original", scrolls = true } = {}) {
    const row = rowOf(page.source, at);
    if (!row) return;
    if (at !== page.at) {
      if (original.rows[page.at]) setCurrentRow(original.rows[page.at], false);
      page.at = at;
      setCurrentRow(row, true);
    }
    if (!keep && scrolls) row.scrollIntoView({ block: "nearest" });
    if (!document.body.dataset.view || from === "original") row.focus({ preventScroll: true });
    showParagraph(page.source, at, { scrolls: scrolls && from === "original" });
  },

  focus() { original.rows[page.at]?.focus({ preventScroll: true }); },

  /** The next line that is shown, up or down. */
  step(way) {
    let at = page.at + way;
    while (at >= 0 && at < page.source.lines.length && page.source.isBlank(at)) at += way;
    page.go(at);
  },

  update() {
    updateOriginal(page.source, page.at);
    updateClean(page.source);
    const row = original.rows[page.at];
    if (row) setCurrentRow(row, true);
    showParagraph(page.source, page.at, { scrolls: true });
    page.sum();
    updateItem(page.index);
    search.mark();
    if (document.activeElement === document.body) page.focus();
  },

  toggle(at) {
    page.go(at, { keep: true });
    page.source.toggle(at);
    page.update();
    announce(say(`now-${page.source.stateAt(at)}`, { line: page.source.firsts[at] }));
  },

  cut(at) {
    page.go(at, { keep: true });
    const start = isStart(page.source, at) ? page.source.partAt(at).from : at;
    if (!page.source.cut(start)) {
      announce(say("always-starts"));
      return;
    }
    page.update();
    announce(say("articles-now", { count: page.source.derive().length }));
  },

  headline(at) {
    page.source.headline(at);
    page.update();
    announce(say("title-now", { title: page.source.partAt(at).title || say("no-title") }));
  },

  editTitle(start) {
    if (innerWidth <= 820) setView("clean");
    openTitle(page.source, page.source.derive().find((part) => part.start === start));
  },

  name(start, title) {
    page.source.name(start, title);
    page.update();
    announce(say("title-now", { title: title.trim() || say("no-title") }));
  },

  undo() {
    if (page.source.undo()) {
      page.update();
      announce(say("undone"));
    }
  },

  async copy(part) {
    const isDone = await copyText(page.source.cleanText(part));
    announce(say(isDone ? "copied" : "not-copied", { title: part.title || say("no-title") }));
  },

  save() {
    const link = document.createElement("a");
    const url = URL.createObjectURL(new Blob([decisionsFile(sources)], { type: "application/json" }));
    link.href = url;
    link.download = "decisions.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    announce(say("saved"));
  },

  sum() {
    const counts = { text: 0, field: 0, dropped: 0, blank: 0 };
    for (const part of page.source.derive()) for (const state of part.states) counts[state] += 1;
    const repairs = page.source.lines.reduce((n, line) => n + (typeof line === "string" ? 0 : Math.floor(line.length / 3)), 0);
    byId("sum").textContent = say("sum", { ...counts, repairs });
    byId("undo").disabled = !page.source.past.length;
    const all = sources.reduce((n, source) => n + source.count, 0);
    byId("count").textContent = all ? String(all) : "";
  },
};

/** Put a text on the clipboard; false where the browser does not let us. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    page.focus();
    return isDone;
  }
}

// The folder that all files are in: the list need not name it.
const shared = sources.reduce((folder, source) => {
  let common = folder ?? source.path.slice(0, source.path.lastIndexOf("/") + 1);
  while (!source.path.startsWith(common)) common = common.slice(0, common.lastIndexOf("/", common.length - 2) + 1);
  return common;
}, null) ?? "";

/** The name of a file, then the folder, where not all are in it. */
function shortName(source) {
  const name = source.label.slice(source.path.lastIndexOf("/") + 1);
  const folder = source.path.slice(shared.length, source.path.lastIndexOf("/") + 1);
  return folder ? `${name} – ${folder}` : name;
}

function makeItem(index) {
  const source = sources[index];
  const parts = source.derive();
  const title = parts.map((part) => part.title).find(Boolean);
  const button = make("button");
  button.type = "button";
  const head = make("span", "head", title || say("no-title"));
  setLanguage(head, parts[0].facts.language);
  head.dir = "auto";
  const facts = make("span", source.count ? "facts touched" : "facts", make("span", "path", shortName(source)));
  if (parts.length > 1) facts.append(make("span", "", `×${parts.length}`));
  facts.append(make("span", "", parts[0].facts.language || ""));
  if (source.count) facts.append(make("span", "unseen", say("decided", { count: source.count })));
  button.append(head, facts);
  button.addEventListener("click", () => page.open(index));
  if (index === page.index) button.setAttribute("aria-current", "true");
  return make("li", "", button);
}

function updateItem(index) { byId("list").children[index].replaceWith(makeItem(index)); }

const search = {
  hits: [],
  n: -1,

  /** Look for a text in all files. */
  run(wanted) {
    search.wanted = wanted.trim().toLowerCase();
    search.hits = [];
    search.n = -1;
    if (search.wanted)
      sources.forEach((source, index) => {
        source.searched ??= source.lines.map(searchedText);
        source.searched.forEach((text, at) => {
          if (!source.isBlank(at) && text.includes(search.wanted)) search.hits.push([index, at]);
        });
      });
    const files = new Set(search.hits.map(([index]) => index));
    [...byId("list").children].forEach((item, index) => { item.hidden = Boolean(search.wanted) && !files.has(index); });
    search.mark();
  },

  /** Go to the next hit, or the one before. */
  next(way) {
    const count = search.hits.length;
    if (!count) {
      if (search.wanted) announce(say("no-hits"));
      return;
    }
    search.n = (search.n + way + count) % count;
    const [index, at] = search.hits[search.n];
    if (index !== page.index) page.open(index, at);
    const field = document.activeElement;
    page.go(at);
    field.focus({ preventScroll: true });
    search.mark();
  },

  /** Mark the hits of the file that is open. */
  mark() {
    for (const row of document.querySelectorAll(".row.hit")) row.classList.remove("hit");
    const ranges = [];
    for (const [index, at] of search.hits) {
      const row = index === page.index ? original.rows[at] : undefined;
      row?.classList.add("hit");
      if (row && ranges.length < 1000) ranges.push(...rangesOf(row.querySelector(".line"), search.wanted));
    }
    if (window.Highlight && CSS.highlights) CSS.highlights.set("search", new Highlight(...ranges));
    const count = search.hits.length;
    byId("hits").textContent = search.wanted ? `${count ? Math.max(search.n + 1, 0) || "" : ""}${search.n >= 0 ? "/" : ""}${count}` : "";
  },
};

/** Where a text stands in an element, as far as each of its own texts holds it whole. */
function rangesOf(node, wanted) {
  const ranges = [];
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.toLowerCase();
    if (text.length !== walker.currentNode.data.length) continue;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + wanted.length);
      ranges.push(range);
    }
  }
  return ranges;
}

const KEYS = {
  j: () => page.step(1), ArrowDown: () => page.step(1),
  k: () => page.step(-1), ArrowUp: () => page.step(-1),
  x: () => page.toggle(page.at),
  b: () => page.cut(page.at),
  h: () => page.headline(page.at),
  t: () => page.editTitle(page.source.partAt(page.at).start),
  c: () => page.copy(page.source.partAt(page.at)),
  u: () => page.undo(),
  s: () => page.save(),
  n: () => page.index + 1 < sources.length && page.open(page.index + 1),
  p: () => page.index > 0 && page.open(page.index - 1),
  "/": () => byId("search").focus(),
  "?": () => openHelp(),
};
// What the help lists, in its order.
const LISTED = ["j k", "x", "b", "t", "h", "u", "c", "s", "n p", "/", "?"];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (byId("help").open || event.target.closest?.("input, textarea, select")) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

function openHelp() {
  const rows = LISTED.flatMap((keys) => {
    const term = make("dt");
    for (const key of keys.split(" ")) term.append(make("kbd", "", key), " ");
    return [term, make("dd", "", say(`key-${keys.replace(" ", "")}`))];
  });
  byId("keys").replaceChildren(...rows);
  byId("help").showModal();
}

function setTheme(theme) {
  prefs.theme = theme;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function setView(view) {
  document.body.dataset.view = view;
  byId("view-original").setAttribute("aria-pressed", String(view === "original"));
  byId("view-clean").setAttribute("aria-pressed", String(view === "clean"));
}

/** What the reader chose before: theme and language. */
function storedPrefs() {
  try {
    return { ...JSON.parse(stored("newsclip:page") || "{}") };
  } catch {
    return {};
  }
}

function keepPrefs() { store("newsclip:page", JSON.stringify(prefs)); }

function wire() {
  const click = (id, action) => byId(id).addEventListener("click", action);
  click("undo", () => page.undo());
  click("copy", () => page.copy(page.source.partAt(page.at)));
  click("save", () => page.save());
  click("open-help", openHelp);
  click("view-original", () => setView("original"));
  click("view-clean", () => setView("clean"));
  click("open-files", () => {
    const isOpen = byId("files").classList.toggle("open");
    byId("open-files").setAttribute("aria-expanded", String(isOpen));
  });
  click("theme", () => {
    const isDark = prefs.theme ? prefs.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    setTheme(isDark ? "light" : "dark");
    keepPrefs();
  });
  byId("language").addEventListener("change", (event) => {
    prefs.language = event.target.value;
    keepPrefs();
    speak(prefs.language);
    byId("list").replaceChildren(...sources.map((_, index) => makeItem(index)));
    page.update();
  });
  let wait = 0;
  byId("search").addEventListener("input", (event) => {
    clearTimeout(wait);
    wait = setTimeout(() => search.run(event.target.value), 120);
  });
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      clearTimeout(wait);
      if (search.wanted !== event.target.value.trim().toLowerCase()) search.run(event.target.value);
      search.next(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      event.target.value = "";
      search.run("");
      page.focus();
    }
  });
  for (const kind of ["pointerover", "pointerdown", "focusin"])
    document.addEventListener(kind, (event) => showTip(event.target));
  addEventListener("beforeprint", () => drawLater(true));
  document.addEventListener("scroll", () => showTip(null), true);
}

setTheme(prefs.theme === "dark" || prefs.theme === "light" ? prefs.theme : "");
speak(typeof prefs.language === "string" ? prefs.language : wantedLanguage());
setView("original");
if (sources.length === 1) document.body.classList.add("one-file");
wire();
byId("list").replaceChildren(...sources.map((_, index) => makeItem(index)));
if (sources.length) page.open(0);
document.body.dataset.ready = "";
