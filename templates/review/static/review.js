// The keyboard of the review page. htmx does the requests; nothing is decided here.
"use strict";

const within = (selector) => document.querySelector(selector);
const typing = (element) => element.matches("textarea, input:not([type=radio]):not([type=checkbox]), select");

function save() {
  const form = within("#decide");
  if (form && form.requestSubmit && form.querySelector("[name=points]")) form.requestSubmit();
}

// Points are chosen as a whole, or line by line of the rubric; whichever was used last holds for the next answer.
let lineByLine = sessionStorage.getItem("line-by-line") === "yes";

function arrange(byLines) {
  const lines = within("#by-lines");
  if (!lines) return;
  const points = within("#by-points");
  lines.hidden = lines.disabled = !byLines;
  points.hidden = points.disabled = byLines;
  within("#decide [name=by]").value = byLines ? "lines" : "points";
  within("#by-line").setAttribute("aria-pressed", byLines);
  total();
}

function change() {
  const lines = within("#by-lines");
  if (!lines) return;
  lineByLine = !lineByLine;
  sessionStorage.setItem("line-by-line", lineByLine ? "yes" : "no");
  arrange(lineByLine);
  within("#status").textContent = lineByLine ? lines.dataset.now : lines.dataset.before;
}

// What is ticked is summed for the eye; the server sums it for the records.
function total() {
  const all = [...document.querySelectorAll("#by-lines [data-points]")];
  const met = all.filter((one) => one.checked);
  const sum = met.reduce((so, one) => so + Number(one.dataset.points), 0);
  const every = met.length === all.length - 1 && !all.at(-1).checked;
  within("#total").textContent = !met.length ? "–" : every ? within("#by-lines").dataset.all : String(Number(sum.toFixed(6)));
}

function accept() {
  const machine = within(".machine");
  if (!machine) return;
  arrange(false);
  const radio = [...document.querySelectorAll("#decide [name=points]")].find((one) => Number(one.value) === Number(machine.dataset.points));
  if (radio) radio.checked = true;
  save();
}

function enter() {
  const form = within("#decide.paper, #decide.correct");
  if (form) return form.querySelector("[type=submit]") ? form.requestSubmit() : undefined;
  if (within("#by-lines:enabled") || within("#decide [name=points]:checked, #decide [type=hidden][name=points]")) save();
  else accept();
}

// The next comment that was used before; never over words of one's own.
function again() {
  const field = within("#comment");
  const used = [...document.querySelectorAll(".use")].map((one) => one.dataset.text);
  const at = field ? used.indexOf(field.value) : -1;
  if (!used.length || (field.value && at < 0)) return;
  field.value = used[(at + 1) % used.length];
  within("#status").textContent = field.value;
}

// What can be chosen by a key: letters on paper and in corrections, if they are to be seen, and digits. Choosing records nothing.
function choice(key) {
  const named = CSS.escape(key.toLowerCase());
  const letters = document.querySelectorAll(`#decide.paper [data-key="${named}"], #decide.correct [data-key="${named}"]`);
  const chosen = [...letters].find((one) => one.checkVisibility());
  if (chosen || !/^[0-9]$/.test(key)) return chosen;
  return within(`#decide fieldset:enabled [data-digit="${key}"]`);
}

// One request for the desk at a time. What is pressed before its answer is shown records nothing: nobody has seen what it
// would be for. Only a choice is kept, and made when the answer is there; and who goes elsewhere need not wait.
let asking = null;
let held = null; // had the focus when it was asked
let early = "";
const records = ({ request }) => request.method !== "GET" && !request.action.endsWith("/foresee");
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.target?.id !== "desk") return;
  const goes = !asking || (!records(asking) && ctx.request.method === "GET");
  if (!goes || !ctx.sourceElement.isConnected) return event.preventDefault();
  asking?.request.abort();
  asking = ctx;
  held = document.activeElement;
  early = "";
});
document.addEventListener("htmx:finally:request", (event) => {
  if (event.detail.ctx === asking) asking = null;
});

document.addEventListener("keydown", (event) => {
  // Held down, Enter would decide one unseen answer after the other.
  if (event.repeat && event.key === "Enter" && !event.shiftKey) return event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey || within("dialog[open]")) return;
  const target = event.target;
  if (event.key === "Escape" && typing(target)) return target.blur();
  if (typing(target)) {
    if (["comment", "typed", "who"].includes(target.id) && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      enter();
    } else if (target.id === "who" && event.key === "ArrowDown") {
      // Tab would go past those found: they are in one group with the proposals.
      const found = within("#people [name=answer]");
      if (found) {
        event.preventDefault();
        found.focus();
        found.checked = true;
      }
    }
    return;
  }
  if (target.closest("#people") && event.key.startsWith("Arrow")) return;
  const press = (selector) => {
    const element = within(selector);
    if (!element) return;
    event.preventDefault();
    element.click();
  };
  const focus = (selector) => {
    const element = within(selector);
    if (!element) return;
    event.preventDefault();
    element.focus();
  };
  // Between two versions nothing happens by a key that was meant for the answer: each has a digit of its own.
  if (within(".conflict .versions") && (event.key === "Enter" ? !target.closest("a, button, summary") : /^[0-9]$/.test(event.key))) {
    event.preventDefault();
    if (event.key === "1") within(".conflict .versions a").click();
    if (event.key === "2") within(".conflict .versions form button").click();
    return;
  }
  const chosen = choice(event.key);
  if (chosen || /^[0-9]$/.test(event.key)) {
    if (chosen) event.preventDefault();
    if (asking) early = event.key;
    else chosen?.click();
  }
  else if (event.key === "r" || event.key === "R") press("#by-line");
  else if (event.key === "Enter" && !target.closest("a, button, summary")) {
    event.preventDefault();
    enter();
  } else if (event.key === "ArrowLeft" || event.key === "ArrowUp") press("#before");
  else if (event.key === "ArrowRight" || event.key === "ArrowDown") press("#after");
  else if (event.key === "u" || event.key === "U") press("#undo");
  else if (event.key === "c" || event.key === "C") focus(within("#typed") ? "#typed" : "#comment");
  else if (event.key === "v" || event.key === "V") again();
  else if (event.key === "p" || event.key === "P") press("#paper-tab");
  else if (event.key === "k" || event.key === "K") press("#correct-tab");
  else if (event.key === "h" || event.key === "H") press("#history summary");
  else if (event.key === "z" || event.key === "Z") press(".zoom");
  else if (event.key === "/") focus(within("input#find") ? "input#find" : within("input#who")?.checkVisibility() ? "input#who" : "#search");
  else if (event.key === "?") press("#show-keys");
});

// Closing the list of keys gives the focus back at once only to what had it: if nothing had, the hidden button to close
// it would keep it for a frame, and an Enter meant for the answer would press that button.
function showKeys() {
  if (asking) return;
  if (document.activeElement === document.body) within("#desk").focus({ preventScroll: true });
  within("#keys").showModal();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("button");
  if (!target) return;
  if (target.id === "show-keys") showKeys();
  else if (target.id === "accept") accept();
  else if (target.id === "by-line") change();
  else if (target.matches(".use")) within("#comment").value = target.dataset.text;
  else if (target.matches(".zoom")) {
    const large = target.classList.toggle("large");
    target.setAttribute("aria-pressed", large);
  }
});

document.addEventListener("change", (event) => {
  const target = event.target;
  if (!target.matches("#by-lines [name=line]")) return;
  for (const one of document.querySelectorAll("#by-lines [name=line]:checked"))
    if (one !== target && (one.value === "0") !== (target.value === "0")) one.checked = false;
  total();
});
document.addEventListener("DOMContentLoaded", () => arrange(lineByLine));

// What was opened to be read stays open on the next answer.
let worthOpen = false;
document.addEventListener("toggle", (event) => {
  if (event.target.id === "worth" && event.target.isConnected) worthOpen = event.target.open;
}, true);

// Words begun since the desk was asked for are meant for what comes; and whoever chose among the people found keeps them.
let begun = null;
document.addEventListener("htmx:before:swap", (event) => {
  const { target } = event.detail.ctx;
  const now = document.activeElement;
  if (target.id === "people" && target.contains(now)) return event.preventDefault();
  if (target.id === "desk") begun = now !== held && target.contains(now) && now.id && typing(now) ? now : null;
});

// After a swap of the desk the answer is where a screen reader and the keyboard are: htmx would put the focus back
// into the comment, the number or the search, and the next keys would be words. Only who transcribes goes on writing.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target.id !== "desk") return;
  asking = null; // what is pressed from here on is for what is shown
  const worth = within("#worth");
  if (worth) worth.open = worthOpen;
  arrange(lineByLine);
  if (early && !within(".conflict .versions")) choice(early)?.click();
  const same = begun && within(`#${begun.id}`);
  if (same) {
    same.value = begun.value;
    same.focus();
    same.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  const now = document.activeElement;
  const fresh = now.matches("#comment, input#typed") || (now.id === "who" && !now.value);
  if (typing(now) && !fresh) return;
  within("#desk").focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

// The link to begin is used up by the first press of its button.
let begins = false;
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".door form")) return;
  if (begins) event.preventDefault();
  begins = true;
});

function lost() {
  const status = within("#status");
  if (status) {
    status.textContent = document.body.dataset.notSaved;
    status.classList.add("lost");
  }
}
document.addEventListener("htmx:error", lost);
document.addEventListener("htmx:timeout", lost);
