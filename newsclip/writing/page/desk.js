// What is decided. A file is its lines; decisions say where some of them go, where articles start,
// and what they are called. Everything that is shown is derived from these, as `newsclip apply` does.

const TEXT_ROLES = new Set(["body", "lead", "subhead", "quote", "list_item"]);
const FIELD_ROLES = new Set(["title", "byline", "dateline", "credit", "keywords", "caption", "original_title"]);
// A first line that is no longer than this, a Chinese character counted thrice, and no sentence, is
// the headline of an article that was cut off by hand.
const LONGEST_HEADLINE = 120;

function isHeadline(text) {
  const wide = (text.match(/[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]/g) || []).length;
  return text.length + 2 * wide <= LONGEST_HEADLINE && !/[.\u3002\uff0e\u06d4\u0964]["'\u201d\u300d\u300f]?$/.test(text);
}

/** A source of the page with its decisions. */
class Source {
  constructor(raw) {
    Object.assign(this, raw);
    this.joined = new Map(raw.joined || []);
    this.firsts = [];
    let next = raw.first;
    raw.lines.forEach((_, at) => {
      this.firsts.push(next);
      next = (this.joined.get(at) ?? next) + 1;
    });
    this.last = next - 1;
    this.places = new Map(this.firsts.map((first, at) => [first, at]));
    this.ruleStarts = raw.articles.map((article) => article.start);
    this.key = `newsclip:${raw.sha256}:${raw.member || ""}:${raw.outcome}`;
    this.past = [];
    this.forget();
    this.load();
  }

  forget() {
    this.decided = new Map();
    this.starts = null;
    this.titles = new Map();
    this.parts = null;
  }

  reason(at) { return data.reasons[this.reasons[at]]; }
  isBlank(at) { return this.reason(at)[0] === "blank"; }
  text(at) { return currentText(this.lines[at]); }
  get count() { return this.decided.size + this.titles.size + (this.starts ? 1 : 0); }

  /** The articles as decided, each with its lines, its headline and what they are. */
  derive() {
    if (this.parts) return this.parts;
    const starts = this.starts || this.ruleStarts;
    const owners = this.owners(starts);
    this.parts = starts.map((start, n) => {
      const from = this.places.get(start) ?? 0;
      const stop = n + 1 < starts.length ? this.places.get(starts[n + 1]) : this.lines.length;
      return this.part(start, from, stop, owners[n]);
    });
    this.partOf = new Uint32Array(this.lines.length);
    this.parts.forEach((part, n) => this.partOf.fill(n, part.from, part.stop));
    return this.parts;
  }

  /** For each start the articles of the rules whose headline its lines hold. */
  owners(starts) {
    const found = starts.map(() => []);
    this.articles.forEach((article, n) => {
      const from = this.places.get(article.start) ?? 0;
      const stop = n + 1 < this.articles.length ? this.places.get(this.articles[n + 1].start) : this.lines.length;
      let at = from;
      for (let line = from; line < stop; line += 1)
        if (this.reason(line)[0] === "title") { at = line; break; }
      const first = this.firsts[at];
      found[Math.max(0, starts.findLastIndex((start) => start <= first))].push(article);
    });
    return found;
  }

  part(start, from, stop, owned) {
    let head = null;
    let byHand = false;
    for (let at = from; at < stop && !byHand; at += 1) {
      const place = this.decided.get(this.firsts[at]);
      byHand = place === "title";
      if (byHand || (head === null && !place && this.reason(at)[0] === "title")) head = at;
    }
    const states = [];
    const roles = [];
    for (let at = from; at < stop; at += 1) {
      const role = this.roleOf(at, head);
      roles.push(role);
      states.push(TEXT_ROLES.has(role) ? "text" : FIELD_ROLES.has(role) ? "field" : role === "blank" ? "blank" : "dropped");
    }
    const lead = this.articles.findLast((article) => article.start <= start) || this.articles[0];
    let title = owned.map((article) => article.title).find((one) => one != null) ?? null;
    if (byHand) title = this.text(head).trim();
    if (this.titles.has(start)) title = this.titles.get(start).trim() || null;
    return { start, from, stop, head, title, states, roles, owned, lead, facts: owned[0] || { languages: lead.languages, language: lead.language } };
  }

  roleOf(at, head) {
    const role = this.reason(at)[0];
    if (role === "blank") return role;
    const place = this.decided.get(this.firsts[at]);
    let found = role;
    if (place === "title") found = "title";
    else if (place === "dropped") found = TEXT_ROLES.has(role) || FIELD_ROLES.has(role) ? "noise" : role;
    else if (place === "text" && !TEXT_ROLES.has(role)) found = "body";
    return found === "title" && at !== head ? "subhead" : found;
  }

  partAt(at) {
    const parts = this.derive();
    return parts[this.partOf[at]];
  }

  stateAt(at) {
    const part = this.partAt(at);
    return part.states[at - part.from];
  }

  /** Decide something; it can be undone. */
  change(decide) {
    const before = JSON.stringify(this.decisions());
    decide();
    if (JSON.stringify(this.decisions()) !== before) this.past.push(before);
    this.settle();
  }

  undo() {
    const before = this.past.pop();
    if (before !== undefined) this.restore(JSON.parse(before));
    this.settle();
    return before !== undefined;
  }

  settle() {
    this.parts = null;
    const starts = this.starts || this.ruleStarts;
    for (const start of this.titles.keys()) if (!starts.includes(start)) this.titles.delete(start);
    store(this.key, this.count ? JSON.stringify(this.decisions()) : null);
  }

  /** Drop a line of the text, put any other one into it; a field goes round by way of both. */
  toggle(at) {
    const first = this.firsts[at];
    const role = this.reason(at)[0];
    const place = this.decided.get(first);
    this.change(() => {
      if (FIELD_ROLES.has(role)) {
        const next = { undefined: "text", title: "text", text: "dropped" }[place];
        if (this.stateAt(at) === "text" && !place) this.decided.set(first, "dropped");
        else if (next) this.decided.set(first, next);
        else this.decided.delete(first);
      } else if (place) this.decided.delete(first);
      else this.decided.set(first, this.stateAt(at) === "text" ? "dropped" : "text");
    });
  }

  /** Begin an article at a line, or let it go on there; false at the top, which always begins one. */
  cut(at) {
    if (at === 0) return false;
    const first = this.firsts[at];
    this.change(() => {
      const starts = new Set(this.starts || this.ruleStarts);
      const isNew = !starts.delete(first);
      if (isNew) starts.add(first);
      const sorted = [...starts].sort((a, b) => a - b);
      this.starts = String(sorted) === String(this.ruleStarts) ? null : sorted;
      this.parts = null;
      if (isNew) this.nameAfterFirstLine(this.partAt(at));
    });
    return true;
  }

  nameAfterFirstLine(part) {
    if (part.title !== null || part.head !== null) return;
    const n = part.states.indexOf("text");
    if (n < 0) return;
    const at = part.from + n;
    if (isHeadline(this.text(at).trim())) this.decided.set(this.firsts[at], "title");
  }

  /** Make a line the headline of its article, or let it be what it was. */
  headline(at) {
    const first = this.firsts[at];
    const part = this.partAt(at);
    this.change(() => {
      if (this.decided.get(first) === "title") {
        this.decided.delete(first);
        return;
      }
      for (let other = part.from; other < part.stop; other += 1)
        if (this.decided.get(this.firsts[other]) === "title") this.decided.delete(this.firsts[other]);
      this.titles.delete(part.start);
      if (part.head !== at) this.decided.set(first, "title");
      else this.decided.delete(first);
    });
  }

  /** Call an article what the editor says. */
  name(start, title) {
    this.change(() => {
      this.titles.delete(start);
      this.parts = null;
      const was = this.derive().find((part) => part.start === start);
      if ((was.title || "") !== title.trim()) this.titles.set(start, title.trim());
    });
  }

  decisions() {
    return {
      lines: [...this.decided].sort((a, b) => a[0] - b[0]).map(([line, place]) => ({ line, place })),
      starts: this.starts,
      titles: [...this.titles].sort((a, b) => a[0] - b[0]).map(([start, title]) => ({ start, title })),
    };
  }

  /** Take decisions that were stored; what does not fit this file is passed over. */
  restore(stored) {
    this.forget();
    if (!stored || typeof stored !== "object") return;
    const isStart = (n) => this.places.has(n);
    const isFit = (n) => isStart(n) && !this.isBlank(this.places.get(n));
    for (const one of Array.isArray(stored.lines) ? stored.lines : [])
      if (one && isFit(one.line) && ["text", "dropped", "title"].includes(one.place)) this.decided.set(one.line, one.place);
    if (Array.isArray(stored.starts) && stored.starts[0] === this.first && stored.starts.every(isStart))
      this.starts = [...new Set(stored.starts)].sort((a, b) => a - b);
    const starts = this.starts || this.ruleStarts;
    for (const one of Array.isArray(stored.titles) ? stored.titles : [])
      if (one && starts.includes(one.start) && typeof one.title === "string") this.titles.set(one.start, one.title);
  }

  load() {
    try {
      this.restore(JSON.parse(stored(this.key) || "null"));
    } catch {
      this.forget();
    }
  }

  /** The clean text of an article, as `-f text` writes it. */
  cleanText(part) {
    const lines = [];
    part.states.forEach((state, n) => {
      if (state === "text") lines.push(`${this.text(part.from + n)}\n`);
    });
    const body = lines.join("");
    if (!part.title) return body;
    return body ? `${part.title}\n\n${body}` : `${part.title}\n`;
  }

  get label() { return this.member ? `${this.path} › ${this.member}` : this.path; }
}

/** The decisions on all files, as `newsclip apply` reads them. */
function decisionsFile(sources) {
  const files = sources.map((source) => ({
    path: source.path, member: source.member, sha256: source.sha256, outcome: source.outcome, ...source.decisions(),
  }));
  return `${JSON.stringify({ schema: data.schema, recipe: data.recipe, files }, null, 1)}\n`;
}

/** What the browser keeps under a name; null where it keeps nothing, or may not. */
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Let the browser keep a text, or forget it; false where it may not. */
function store(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
