// Helps while a form is filled: questions that follow from answers, repeated lines, drafts that
// save themselves, counters. The server decides all of it again when the form is saved.

const texts = document.getElementById("script-texts")?.dataset ?? {};
const CONTROLS = "input:not([type=hidden], [data-list-filter]), select, textarea";

// -- Conditions. A hidden question counts as unanswered, so what hangs on it hides too.

function answer(form, name) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((one) => !one.disabled);
  const boxes = controls.filter((one) => one.type === "checkbox");
  if (boxes.length) return boxes.filter((one) => one.checked).map((one) => one.value);
  const radios = controls.filter((one) => one.type === "radio");
  const value = radios.length ? radios.find((one) => one.checked)?.value : controls[0]?.value;
  return value === undefined || value.trim() === "" ? null : value.trim();
}

const list = (value) => (value === null ? [] : [value].flat());

function compare(left, right, test) {
  if (left === null) return false;
  return typeof right === "number" ? test(Number(left.replace(",", ".")), right) : test(left, right);
}

const same = (left, right) => (left === null || right === null ? left === right : String(left) === String(right));

const TESTS = {
  eq: same,
  ne: (left, right) => left !== null && !same(left, right),
  in: (left, right) => right.some((one) => same(left, one)),
  not_in: (left, right) => left !== null && !right.some((one) => same(left, one)),
  lt: (left, right) => compare(left, right, (a, b) => a < b),
  le: (left, right) => compare(left, right, (a, b) => a <= b),
  gt: (left, right) => compare(left, right, (a, b) => a > b),
  ge: (left, right) => compare(left, right, (a, b) => a >= b),
  has: (left, right) => list(right).every((one) => list(left).includes(one)),
  has_any: (left, right) => list(right).some((one) => list(left).includes(one)),
};

function holds(form, rule) {
  if (rule.all) return rule.all.every((one) => holds(form, one));
  if (rule.any) return rule.any.some((one) => holds(form, one));
  const test = TESTS[rule.op];
  return test ? test(answer(form, rule.name), rule.value) : true;
}

function setShown(field, shown) {
  field.hidden = !shown;
  for (const control of field.querySelectorAll("input, select, textarea")) {
    if (!shown && !control.disabled) {
      control.disabled = true;
      control.dataset.hid = "";
    } else if (shown && "hid" in control.dataset && !control.closest("[hidden]")) {
      control.disabled = false;
      delete control.dataset.hid;
    }
  }
}

function applyRules(form) {
  const fields = [...form.querySelectorAll("[data-shown-if]")];
  for (let pass = 0; pass < fields.length; pass += 1) {
    const before = fields.map((field) => field.hidden).join();
    for (const field of fields) setShown(field, holds(form, JSON.parse(field.dataset.shownIf)));
    if (fields.map((field) => field.hidden).join() === before) break;
  }
}

// -- Green and yellow: an answered question's marker shrinks to its tick.

const isAnswered = (control) =>
  (control.type !== "checkbox" && control.type !== "radio") || control.checked ? control.value.trim() !== "" : false;

function markNeeds(field) {
  const marks = field.querySelectorAll(":scope > * > .need-marks > [data-need], :scope > * > * > .need-marks > [data-need]");
  const met = [...field.querySelectorAll(CONTROLS)].some((control) => !control.disabled && isAnswered(control));
  for (const mark of marks) mark.classList.toggle("is-met", met);
  for (const head of field.querySelectorAll("[data-column]")) {
    const ticked = field.querySelector(`[name="${CSS.escape(head.dataset.column)}"]:checked`) !== null;
    for (const mark of head.querySelectorAll("[data-need]")) mark.classList.toggle("is-met", ticked);
  }
}

// -- What is still needed, told as the answers come: the list at the end, its number in the bar, the index.

function needLine(mark) {
  const field = mark.closest("[data-field]");
  const column = mark.closest("[data-column]");
  const control = column ?? field.querySelector("[id^=f-]");
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${control.id}`;
  link.textContent = (column?.firstChild ?? field.querySelector(".field-label")).textContent.trim();
  const told = mark.cloneNode(true);
  delete told.dataset.need;
  line.append(link, " ", told);
  return line;
}

function listNeeds(form) {
  const needs = form.querySelector("[data-needs]");
  if (!needs) return;
  const open = [...form.querySelectorAll("[data-need]:not(.is-met)")].filter((mark) => !mark.closest("[hidden]"));
  needs.querySelector("ul").replaceChildren(...open.map(needLine));
  form.querySelector("[data-needs-count]").textContent = open.length;
  for (const part of [needs, form.querySelector("[data-needs-link]")]) part.hidden = open.length === 0;
  for (const link of document.querySelectorAll(".form-index a")) {
    const section = document.getElementById(link.hash.slice(1));
    link.classList.toggle("is-open", open.some((mark) => section?.contains(mark)));
  }
}

// -- A long list of the agency's own rows: a box above it leaves what has the typed words.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function addFilter(select) {
  const every = [...select.options];
  const label = select.closest("[data-field]")?.querySelector(".field-label")?.textContent.trim() ?? "";
  const box = document.createElement("input");
  const told = document.createElement("p");
  select.removeAttribute("data-filter");
  box.type = "search";
  box.className = "form-control list-filter";
  box.autocomplete = "off";
  box.dataset.listFilter = "";
  box.placeholder = texts.filter ?? "";
  box.setAttribute("aria-label", `${texts.filter ?? ""}: ${label}`);
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  const fits = (option) => {
    const words = plain(box.value).split(/\s+/);
    return option.value !== "" && words.every((word) => plain(option.text).includes(word));
  };
  // What is typed here is no answer: neither the draft nor the conditions are to hear of it.
  box.addEventListener("change", (event) => event.stopPropagation());
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    const chosen = select.value;
    const found = every.filter(fits);
    select.replaceChildren(...every.filter((one) => one.value === "" || one.value === chosen || fits(one)));
    select.value = chosen;
    told.textContent = found.length ? (texts.listed ?? "").replace("{count}", found.length) : texts.noneListed ?? "";
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = every.find(fits);
    if (!first || box.value.trim() === "") return;
    select.value = first.value;
    select.focus();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  (select.closest(".field-box") ?? select).before(box, told);
}

function addFilters(part) {
  for (const select of part.querySelectorAll("select[data-filter]:not([disabled])")) addFilter(select);
}

// -- A grid of ticks: arrows walk from cell to cell.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function walkGrid(event) {
  const step = STEPS[event.key];
  const row = event.target.closest(".grid tbody tr");
  if (!step || !row || event.target.type !== "checkbox") return;
  const rows = [...row.parentElement.rows];
  const boxes = (line) => [...(line?.querySelectorAll("input[type=checkbox]") ?? [])];
  const column = boxes(row).indexOf(event.target);
  const next = boxes(rows[rows.indexOf(row) + step[0]])[column + step[1]];
  event.preventDefault();
  next?.focus();
}

// -- Repeated lines.

const INDEX = /__index__/g;

function renumber(rows) {
  const add = rows.querySelector("[data-rows-add]");
  const limit = Number(rows.dataset.rowsMax);
  if (add) add.hidden = limit > 0 && rows.querySelectorAll("[data-rows-list] > [data-row]").length >= limit;
  rows.querySelectorAll("[data-row]").forEach((row, place) => {
    for (const number of row.querySelectorAll("[data-row-number]")) number.textContent = place + 1;
  });
}

function addRow(rows) {
  const holder = rows.querySelector("[data-rows-list]");
  const used = [...holder.querySelectorAll("[data-row]")].map((row) => Number(row.dataset.row));
  const shape = document.createElement("template");
  shape.innerHTML = rows.querySelector("[data-rows-blank]").innerHTML.replace(INDEX, Math.max(-1, ...used) + 1);
  const row = shape.content.firstElementChild;
  holder.append(row);
  renumber(rows);
  row.querySelector(CONTROLS)?.focus();
}

function removeRow(rows, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(rows);
  (next?.querySelector("[data-rows-remove]") ?? rows.querySelector("[data-rows-add]")).focus();
}

// -- Several answers of a long list: there is always an empty select more.

function spareSelect(select) {
  const holder = select.closest("[data-several]");
  if (!holder || [...holder.querySelectorAll("select")].some((one) => one.value === "")) return;
  const spare = select.cloneNode(true);
  spare.removeAttribute("id");
  spare.setAttribute("aria-label", spare.getAttribute("aria-label").replace(/\d+$/, holder.childElementCount + 1));
  spare.value = "";
  holder.append(spare);
}

// -- Drafts: some seconds after a change the form goes to the server as it is.

const QUIET = 2500;
const RETRY = 15_000;

class Draft {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-draft-state]");
    this.dirty = false;
    this.timer = null;
    this.leaving = false;
    window.addEventListener("online", () => this.dirty && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.dirty && !this.leaving) this.save();
    });
  }

  changed() {
    this.dirty = true;
    this.plan(QUIET);
  }

  plan(delay) {
    clearTimeout(this.timer);
    if (this.form.dataset.draftUrl) this.timer = setTimeout(() => this.save(), delay);
  }

  tell(text, isProblem = false) {
    if (!this.place || this.place.textContent === text) return;
    this.place.textContent = text ?? "";
    this.place.classList.toggle("is-problem", isProblem);
  }

  async save() {
    clearTimeout(this.timer);
    // A form that was swapped for another is no longer what somebody types into.
    if (!this.form.dataset.draftUrl || this.leaving || !this.form.isConnected) return;
    this.dirty = false;
    try {
      const sent = await fetch(this.form.dataset.draftUrl, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        headers: { "X-CSRF-Token": document.body.dataset.csrf ?? "", Accept: "application/json" },
        redirect: "manual",
        keepalive: document.visibilityState === "hidden",
      });
      if (sent.ok) this.saved(await sent.json());
      else this.failed(sent);
    } catch {
      this.dirty = true;
      this.tell(texts.offline, true);
      this.plan(RETRY);
    }
  }

  saved(state) {
    const locale = `${document.documentElement.lang}-CA`;
    const now = new Date().toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
    this.tell(texts.saved?.replace("{time}", state.saved_at ?? now));
    if ("signed_in" in state) document.dispatchEvent(new CustomEvent("ocms:session", { detail: state }));
  }

  failed(answer) {
    this.dirty = true;
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      this.tell(texts.signedOut, true);
      document.dispatchEvent(new CustomEvent("ocms:signed-out"));
    } else {
      this.tell(texts.notSaved, true);
    }
    this.plan(RETRY);
  }
}

// -- Counters: said only when the end is near.

const NEAR = 200;

function count(area) {
  const limit = Number(area.dataset.counter);
  if (!limit) return;
  let note = area.nextElementSibling;
  if (!note?.classList.contains("counter")) {
    note = document.createElement("p");
    note.className = "counter";
    note.setAttribute("aria-live", "polite");
    area.after(note);
  }
  const left = limit - area.value.length;
  note.hidden = left > NEAR;
  note.classList.toggle("is-over", left < 0);
  note.textContent = (left < 0 ? texts.over : texts.left)?.replace("{count}", Math.abs(left)) ?? "";
}

// -- Putting it together, form by form.

function watch(form) {
  const draft = new Draft(form);
  const react = (event) => {
    applyRules(form);
    let field = event.target.closest("[data-field]");
    while (field) {
      markNeeds(field);
      field = field.parentElement.closest("[data-field]");
    }
    if (event.target.matches("[data-counter]")) count(event.target);
    if (event.target.matches("[data-several] select")) spareSelect(event.target);
    listNeeds(form);
    draft.changed();
  };
  form.addEventListener("input", react);
  form.addEventListener("change", react);
  form.addEventListener("keydown", walkGrid);
  form.addEventListener("click", (event) => {
    const rows = event.target.closest("[data-rows]");
    if (event.target.closest("[data-draft-now]")) draft.save();
    if (!rows) return;
    const remove = event.target.closest("[data-rows-remove]");
    if (remove) removeRow(rows, remove.closest("[data-row]"));
    else if (event.target.closest("[data-rows-add]")) addRow(rows);
    else return;
    addFilters(rows);
    event.preventDefault();
    applyRules(form);
    listNeeds(form);
    draft.changed();
  });
  form.addEventListener("submit", (event) => {
    draft.leaving = !event.defaultPrevented;
    if (draft.leaving) keepPlace();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) draft.leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (draft.dirty && !draft.leaving && form.isConnected) event.preventDefault();
  });
  for (const area of form.querySelectorAll("[data-counter]")) count(area);
  addFilters(form);
  applyRules(form);
  listNeeds(form);
}

// -- A form that comes back after saving stands where it was left, with the message in sight.

const PLACE = "ocms-place";

function keepPlace() {
  sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, top: scrollY }));
}

function findPlace() {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  const message = document.querySelector("[data-message]");
  if (kept?.path !== location.pathname || !message || document.querySelector("[data-error-summary]")) return;
  message.classList.add("is-afloat");
  message.addEventListener("blur", () => message.classList.remove("is-afloat"), { once: true });
  scrollTo({ top: kept.top, behavior: "instant" });
  message.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  const form = event.target.closest?.("form[data-form]") ?? document.querySelector("form[data-form]");
  const save = form?.querySelector(".form-bar .btn-primary");
  if (!save) return;
  event.preventDefault();
  form.requestSubmit(save);
});

// A browser shows the line of the cursor only: the whole area is to stand clear of the bars.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("form[data-form] textarea")) event.target.scrollIntoView({ block: "nearest" });
});

const watched = new WeakSet();

function watchAll(part) {
  const own = part.matches?.("form[data-form]") ? [part] : [];
  for (const form of [...own, ...part.querySelectorAll("form[data-form]")]) {
    if (!watched.has(form)) watch(form);
    watched.add(form);
  }
}

findPlace();
watchAll(document);
document.addEventListener("htmx:load", (event) => watchAll(event.detail.elt));
