// The right column: the articles as they will be written.

const clean = { nodes: [], marks: [], here: null };

/** Show the articles of a file; those that no decision changed stay as they are. */
function updateClean(source, { isNew = false } = {}) {
  if (isNew) {
    clean.nodes = [];
    clean.marks = [];
  }
  const parts = source.derive();
  const known = new Map(clean.marks.map((mark, n) => [mark, clean.nodes[n]]));
  clean.marks = parts.map((part, n) => JSON.stringify([part.from, part.stop, part.title, part.roles, n, parts.length, words.tag]));
  clean.nodes = parts.map((part, n) => known.get(clean.marks[n]) || makeArticle(part));
  const kept = byId("clean").scrollTop;
  byId("articles").replaceChildren(...clean.nodes);
  byId("clean").scrollTop = kept;
  clean.nodes.forEach((node, n) => {
    const draw = () => drawArticle(source, n, node);
    if (node.firstChild) return;
    if (isNew) later.tasks.push(draw);
    else draw();
  });
}

function makeArticle(part) {
  const article = make("article", "article");
  article.dataset.start = String(part.start);
  setLanguage(article, part.facts.language);
  return article;
}

function drawArticle(source, index, article) {
  if (article.firstChild || clean.nodes[index] !== article) return;
  const parts = source.derive();
  const part = parts[index];
  article.append(makeKicker(source, part, index, parts.length), ...makeDoubts(part));
  article.append(makeTitle(source, part), ...makeByline(part));
  if (!part.states.includes("text")) article.append(make("p", "none-kept", say("none-kept")));
  part.states.forEach((state, n) => {
    if (state === "text") article.append(makeParagraph(source, part, n));
  });
}

/** The article of a line, drawn. */
function articleAt(source, at) {
  source.derive();
  const index = source.partOf[at];
  drawArticle(source, index, clean.nodes[index]);
  return clean.nodes[index];
}

function makeKicker(source, part, index, count) {
  const kicker = make("div", "kicker");
  kicker.lang = words.tag;
  kicker.dir = "ltr";
  if (count > 1) kicker.append(make("span", "", say("article-of", { index: index + 1, count })));
  const shares = part.facts.languages?.length ? part.facts.languages : part.facts.language ? [[part.facts.language, 1]] : [];
  for (const [tag, share] of shares) {
    const badge = make("span", "badge", make("b", "", tag), make("span", "name", ` ${languageName(tag)}`));
    if (shares.length > 1) badge.append(` ${Math.round(share * 100)} %`);
    kicker.append(badge);
  }
  kicker.append(make("span", "push"));
  kicker.append(makeButton("edit-title", () => page.editTitle(part.start), "t"));
  kicker.append(makeButton("copy-this", () => page.copy(part), "c"));
  return kicker;
}

function makeDoubts(part) {
  return (part.facts.warnings || []).map(([message, line]) => {
    const doubt = make("p", "doubt", line ? `${say("line")} ${line}: ${message}` : message);
    doubt.lang = "en";
    doubt.dir = "ltr";
    return doubt;
  });
}

function makeTitle(source, part) {
  const title = make("h3", part.title ? "title" : "title none", part.title || say("no-title"));
  title.addEventListener("dblclick", () => page.editTitle(part.start));
  return title;
}

function makeByline(part) {
  const facts = [...(part.facts.authors || []), part.facts.date, part.facts.publisher];
  const said = facts.filter(Boolean).join(" · ");
  return said ? [make("p", "by", said)] : [];
}

function makeParagraph(source, part, n) {
  const at = part.from + n;
  const node = make("p", `p ${part.roles[n]}`);
  node.dataset.at = String(at);
  node.append(...paint(source.lines[at], false));
  node.addEventListener("click", () => page.go(at, { from: "clean" }));
  return node;
}

/** Put a field for the title in the place of the title of an article. */
function openTitle(source, part) {
  const title = articleAt(source, part.from).querySelector(".title");
  if (!title) return;
  const box = make("div", "editing");
  const field = make("textarea");
  field.rows = 2;
  field.value = part.title || "";
  field.setAttribute("aria-label", say("title"));
  const close = (isKept) => {
    if (!box.isConnected) return;
    box.replaceWith(title);
    if (isKept) page.name(part.start, field.value.replace(/\s*\n\s*/g, " "));
    page.focus();
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      close(event.key === "Enter");
    }
  });
  const buttons = make("div", "", makeButton("keep", () => close(true)), makeButton("cancel", () => close(false)));
  buttons.lang = words.tag;
  buttons.firstChild.classList.add("main");
  box.append(field, buttons);
  title.replaceWith(box);
  field.focus();
  field.select();
}

/** Mark the paragraph of the current line, and bring it into view. */
function showParagraph(source, at, { scrolls }) {
  clean.here?.classList.remove("here");
  const node = articleAt(source, at).querySelector(`.p[data-at="${at}"]`);
  clean.here = node;
  node?.classList.add("here");
  if (node && scrolls) node.scrollIntoView({ block: "nearest" });
}
