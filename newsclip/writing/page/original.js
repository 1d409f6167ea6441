// The left column: every line with its number, what it is, and what can be done with it.

const CHUNK = 50;
const original = { rows: [], marks: [], chunks: [], chunkOf: [] };

/** Show a file from its first line; what is far down is drawn a little later. */
function openOriginal(source) {
  Object.assign(original, { rows: [], marks: [], chunks: [], chunkOf: [] });
  let count = 0;
  source.lines.forEach((_, at) => {
    if (source.isBlank(at)) return;
    if (count % CHUNK === 0) {
      const node = make("div", "chunk");
      node.role = "presentation";
      original.chunks.push({ node, places: [] });
    }
    count += 1;
    original.chunks.at(-1).places.push(at);
    original.chunkOf[at] = original.chunks.at(-1);
  });
  byId("lines").replaceChildren(...original.chunks.map((chunk) => chunk.node));
  for (const chunk of original.chunks) later.tasks.push(() => drawChunk(source, chunk));
}

function drawChunk(source, chunk) {
  if (chunk.node.firstChild) return;
  for (const at of chunk.places) {
    original.marks[at] = markOf(source, at);
    original.rows[at] = makeRow(source, at);
    chunk.node.append(original.rows[at]);
  }
}

/** The row of a line; undefined for blank lines, which have none. */
function rowOf(source, at) {
  const chunk = original.chunkOf[at];
  if (chunk) drawChunk(source, chunk);
  return original.rows[at];
}

/** Draw anew the rows that a decision changed. */
function updateOriginal(source, current) {
  original.rows.forEach((row, at) => {
    const mark = markOf(source, at);
    if (mark === original.marks[at]) return;
    original.marks[at] = mark;
    const fresh = makeRow(source, at);
    row.replaceWith(fresh);
    original.rows[at] = fresh;
    if (at === current) setCurrentRow(fresh, true);
  });
}

/** All that a row depends on, as a text that can be compared. */
function markOf(source, at) {
  const part = source.partAt(at);
  const opens = firstShown(source, part) === at;
  return [part.states[at - part.from], part.roles[at - part.from], source.decided.get(source.firsts[at]), opens && [part.start, part.title, source.derive().length, words.tag], words.tag].join("|");
}

/** The first line of an article that is not blank: its head stands above it. */
function firstShown(source, part) {
  let at = part.from;
  while (at < part.stop - 1 && source.isBlank(at)) at += 1;
  return at;
}

function makeRow(source, at) {
  const part = source.partAt(at);
  const first = source.firsts[at];
  const last = source.joined.get(at) ?? first;
  const state = part.states[at - part.from];
  const row = make("div", at > 0 && source.isBlank(at - 1) ? "row gap" : "row");
  row.role = "listitem";
  row.tabIndex = -1;
  row.dataset.at = String(at);
  row.dataset.state = state;
  if (source.decided.has(first)) row.dataset.hand = "";
  if (firstShown(source, part) === at) row.append(makeCut(source, part));
  const line = make("div", "line");
  setLanguage(line, part.facts.language);
  line.dir = "auto";
  line.append(...paint(source.lines[at], true));
  row.append(make("span", "no", last > first ? `${first}–${last}` : String(first)), line);
  if (state !== "text" || source.decided.has(first)) row.append(makeWhy(source, at, part, state));
  row.addEventListener("click", () => page.go(at, { keep: true }));
  return row;
}

/** The actions on the current line: real buttons, so that no key has to be known. */
function makeActs(source, at) {
  const state = source.stateAt(at);
  const part = source.partAt(at);
  const acts = make("div", "acts");
  const word = state === "text" ? "drop" : "restore";
  acts.append(makeButton(word, () => page.toggle(at), "x"));
  if (at > 0 && firstShown(source, part) !== at) acts.append(makeButton("start-here", () => page.cut(at), "b"));
  if (part.head !== at) acts.append(makeButton("as-title", () => page.headline(at), "h"));
  return acts;
}

/** Whether an article starts at a line, or at the blank lines above it. */
function isStart(source, at) {
  const part = source.partAt(at);
  return part.from > 0 && firstShown(source, part) === at;
}

function makeCut(source, part) {
  const parts = source.derive();
  const index = parts.indexOf(part);
  const head = make("div", "cut");
  head.append(make("span", "", say("article-of", { index: index + 1, count: parts.length })));
  if (index > 0) head.append(makeButton("join", () => page.cut(firstShown(source, part)), "b"));
  return head;
}

/** What the line model said, in the language of the page. */
function inWords(evidence) {
  return evidence.split(", ").map((reason) => say(`why-${reason}`).replace(/^why-/, "")).join(say("and"));
}

/** Why a line is not text: its role and the rule that said so, or that it was done by hand. */
function makeWhy(source, at, part, state) {
  const why = make("div", "why");
  const isByHand = source.decided.has(source.firsts[at]);
  const [role, rule, evidence, score] = source.reason(at);
  const shown = part.roles[at - part.from];
  const known = state === "text" ? say("kept-by-hand") : isByHand && shown !== "title" ? say("dropped-by-hand") : say(`role-${shown}`);
  why.append(make("span", "role", known));
  if (!isByHand && shown === role) {
    const isJudged = rule === "model/lines";
    const parts = [isJudged ? say("by-model") : rule, evidence && (isJudged ? inWords(evidence) : `“${evidence}”`), score && score.toFixed(2)];
    why.append(make("span", "rule", parts.filter(Boolean).join(isJudged ? " · " : " ")));
  }
  return why;
}

/** Let one row be the current one: it can be reached with Tab, and has its buttons. */
function setCurrentRow(row, isCurrent) {
  row.tabIndex = isCurrent ? 0 : -1;
  if (isCurrent) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
  row.querySelector(".acts")?.remove();
  if (isCurrent) row.append(makeActs(page.source, Number(row.dataset.at)));
}
