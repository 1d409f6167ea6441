"use strict";
// Words of the page, elements out of texts, and what a changed line looks like. Markup is never
// written: elements are made, and texts are set.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/** The catalogue in use, and what changes with it. */
const words = { tag: "en", table: data.catalogues.en };

/** A text of the catalogue with `{name}` filled in; the key itself where there is none. */
function say(key, values = {}) {
  const text = Object.hasOwn(words.table, key) ? words.table[key] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole);
}

/** Use a catalogue, and put its words wherever the page asks for one. */
function speak(tag) {
  words.tag = Object.hasOwn(data.catalogues, tag) ? tag : "en";
  words.table = data.catalogues[words.tag];
  document.documentElement.lang = words.tag;
  byId("language").value = words.tag;
  for (const node of document.querySelectorAll("[data-word]"))
    node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.tagName === "BUTTON") node.title = say(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-hint]"))
    node.placeholder = say(node.dataset.hint);
}

/** The catalogue that the reader's browser asks for. */
function wantedLanguage() {
  for (const tag of navigator.languages || [navigator.language || "en"]) {
    if (/^zh\b.*(hant|tw|hk|mo)/i.test(tag)) return "zh-Hant";
    if (/^zh\b/i.test(tag)) return "zh-Hans";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

/** The name of a language in the language of the page. */
function languageName(tag) {
  if (!tag || tag === "und") return say("unknown-language");
  try {
    return new Intl.DisplayNames([words.tag], { type: "language" }).of(tag) || tag;
  } catch {
    return tag;
  }
}

const rightToLeft = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"]);

/** Set the language of an element, so that its letters and its direction are right. */
function setLanguage(node, tag) {
  if (!tag || tag === "und") {
    node.dir = "auto";
    return;
  }
  node.lang = tag;
  node.dir = rightToLeft.has(tag.split("-")[0]) || /-Arab\b/.test(tag) ? "rtl" : "ltr";
}

/** An element with a class, and texts or elements in it. */
function make(tag, name = "", ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  for (const child of children) {
    if (typeof child === "string") node.append(...signs(child));
    else if (child) node.append(child);
  }
  return node;
}

/** A button that says `word`, with the key that does the same. */
function makeButton(word, action, key = "") {
  const node = make("button");
  node.type = "button";
  node.append(say(word));
  if (key) {
    const hint = make("kbd", "", key);
    hint.setAttribute("aria-hidden", "true");
    node.append(hint);
  }
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    action();
  });
  return node;
}

// What turns a line round, moves a cursor or cannot be seen, as a small sign with its number.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u180e\u200b\u202a-\u202e\u2028\u2029\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/;

/** A text in pieces that can be shown: plain stretches, and signs for what nobody could see. */
function signs(text) {
  if (!unseen.test(text)) return [text];
  return text.split(new RegExp(`(${unseen.source})`)).filter(Boolean).map((piece) => {
    if (!unseen.test(piece)) return piece;
    const node = document.createElement("span");
    node.className = "hidden-sign";
    node.textContent = piece.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return node;
  });
}

/** The text of a line as it stands: a text is itself, pieces are same, old, new in turn. */
function currentText(text) {
  return typeof text === "string" ? text : text.filter((_, n) => n % 3 !== 1).join("");
}

/** What a search looks through: the line as it was and as it is. */
function searchedText(text) {
  return (typeof text === "string" ? text : `${text.filter((_, n) => n % 3 !== 2).join("")}\n${currentText(text)}`).toLowerCase();
}

// White space has no width of its own to be struck or underlined.
const visibly = (text) => text.replace(/\n/g, "↵").replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, "␣");

/** The nodes of a line: with `old` as its source had it, else as it stands; changes are marked. */
function paint(text, old) {
  if (typeof text === "string") return signs(text);
  const nodes = [];
  for (let n = 0; n < text.length; n += 3) {
    if (text[n]) nodes.push(...signs(text[n]));
    const [was, is] = [text[n + 1] || "", text[n + 2] || ""];
    if (was === is) nodes.push(...signs(is));
    else nodes.push(old ? change("del", was, is) : change("ins", is, was));
  }
  return nodes;
}

/** A changed stretch as one side has it; what the other side has is shown on demand. */
function change(tag, mine, other) {
  const node = make(tag, mine ? (other ? "" : "alone") : "gone", tag === "del" ? visibly(mine) : mine);
  node.dataset.other = other;
  return node;
}

/** Show what the other side has for the change that the pointer is on. */
function showTip(target) {
  const tip = byId("tip");
  const node = target instanceof Element ? target.closest("[data-other]") : null;
  tip.hidden = !node;
  if (!node) return;
  const other = node.dataset.other ? visibly(node.dataset.other) : say("nothing");
  tip.replaceChildren(`${say(node.tagName === "INS" ? "was" : "now")} `, make("span", "other", other));
  const place = node.getBoundingClientRect();
  const below = place.bottom + tip.offsetHeight + 8 < innerHeight;
  tip.style.top = `${below ? place.bottom + 5 : place.top - tip.offsetHeight - 5}px`;
  tip.style.left = `${Math.max(6, Math.min(place.left, innerWidth - tip.offsetWidth - 6))}px`;
}

let silence = 0;

/** Say something to eyes and to screen readers. */
function announce(text) {
  const said = byId("said");
  said.replaceChildren(...signs(text));
  said.classList.add("on");
  clearTimeout(silence);
  silence = setTimeout(() => said.classList.remove("on"), 4500);
}

// What can be drawn a little later, so that a long page is there at once.
const later = { tasks: [], timer: 0 };
// Milliseconds of drawing at a time: keys and wheels are heard in between.
const SLICE = 14;

/** Draw the tasks that are left, a slice at a time; with `all`, now. */
function drawLater(all = false) {
  clearTimeout(later.timer);
  const end = performance.now() + SLICE;
  while (later.tasks.length && (all || performance.now() < end)) later.tasks.shift()();
  if (later.tasks.length) later.timer = setTimeout(drawLater);
}
