// Shortens the way on every page: keys, dialogs, the warning before sign-out, one submit a form.
// Nothing here is needed: each page works without it.

const body = document.body;
const texts = document.getElementById("script-texts")?.dataset ?? {};
const isShown = (element) => element.getClientRects().length > 0;

function unhide(part) {
  for (const element of part.querySelectorAll("[data-needs-script]")) element.hidden = false;
}

unhide(document);
document.addEventListener("htmx:load", (event) => unhide(event.detail.elt));

// -- The CSRF token: a new sign-in changes it, and the open page goes on with the new one.

function swapToken(token) {
  if (!token) return;
  body.dataset.csrf = token;
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = body.dataset.csrf ?? "";
});

// -- Session: a warning two minutes before sign-out; what was typed stays on the page.

const WARNING_SECONDS = 120;
const ACTIVE_SECONDS = 120;
const dialog = document.getElementById("idle-dialog");
const { keepAliveUrl, sessionStateUrl, reader } = body.dataset;
const idleSeconds = Number(body.dataset.idleSeconds);
let deadline = Date.now() + idleSeconds * 1000;
let lastActive = Date.now();
let stage = "fine";
let asking = false;

async function ask(url, method) {
  const answer = await fetch(url, {
    method,
    headers: { "X-CSRF-Token": body.dataset.csrf ?? "", Accept: "application/json" },
    redirect: "manual",
    cache: "no-store",
  });
  return answer.ok ? answer.json() : { signed_in: false };
}

function show(next) {
  stage = next;
  for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== next;
  dialog.querySelector("[data-idle-problem]").hidden = true;
  if (next === "fine") dialog.close();
  else if (!dialog.open) dialog.showModal();
}

function take(state) {
  if (!state.signed_in) return show("expired");
  if (state.reader !== reader) return show("other");
  swapToken(state.csrf_token);
  if ("seconds_left" in state) deadline = Date.now() + state.seconds_left * 1000;
  const left = (deadline - Date.now()) / 1000;
  return show(left > WARNING_SECONDS ? "fine" : "warning");
}

async function renew(url, method) {
  if (asking) return;
  asking = true;
  try {
    take(await ask(url, method));
  } catch {
    if (stage === "fine") show("warning");
    dialog.querySelector("[data-idle-problem]").hidden = false;
  } finally {
    asking = false;
  }
}

function tick() {
  const left = Math.max(0, Math.round((deadline - Date.now()) / 1000));
  if (stage === "warning") {
    const seconds = String(left % 60).padStart(2, "0");
    dialog.querySelector("[data-idle-clock]").textContent = `${Math.floor(left / 60)}:${seconds}`;
    if (left === 0) show("expired");
  } else if (stage === "fine" && left <= WARNING_SECONDS) {
    const isActive = Date.now() - lastActive < ACTIVE_SECONDS * 1000;
    // Another tab may have kept the session alive: the server knows, and asking does not prolong it.
    renew(isActive ? keepAliveUrl : sessionStateUrl, isActive ? "POST" : "GET");
  }
}

if (dialog && idleSeconds && keepAliveUrl && sessionStateUrl) {
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { lastActive = Date.now(); }, { passive: true });
  }
  dialog.querySelector("[data-stay]").addEventListener("click", () => renew(keepAliveUrl, "POST"));
  dialog.querySelector("[data-back]").addEventListener("click", () => renew(sessionStateUrl, "GET"));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (stage === "warning") renew(keepAliveUrl, "POST");
  });
  window.addEventListener("focus", () => { if (stage === "expired") renew(sessionStateUrl, "GET"); });
  document.addEventListener("ocms:signed-out", () => show("expired"));
  document.addEventListener("ocms:session", (event) => take(event.detail));
  setInterval(tick, 1000);
}

// -- One submit a form: a second click on Save does nothing while the first is under way.

const RESEND_AFTER = 10_000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
  }, RESEND_AFTER);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// -- Error summary: focus goes to it, and from its links to the question.

const summary = document.querySelector("[data-error-summary]");
// What was done is told first: a reader of pages says nothing of a message that stood there already.
(summary ?? document.querySelector("[data-message]"))?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a, .needs a");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("input, select, textarea")
    ? target
    : target.querySelector("input:not([type=hidden]), select, textarea") ?? target;
  control.focus({ preventScroll: true });
  (target.closest(".field") ?? target).scrollIntoView({ block: "center" });
});

// -- Dialogs, menus, print.

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-open-dialog]");
  if (opener) {
    // A dialog gives the focus back to where it was, which is not to be inside a closed menu.
    opener.closest("details.menu")?.querySelector("summary").focus();
    openDialog(opener.dataset.openDialog);
  }
  if (event.target.closest?.("[data-print]")) window.print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || opener) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("focusout", (event) => {
  const menu = event.relatedTarget && event.target.closest?.("details.menu[open]");
  if (menu && !menu.contains(event.relatedTarget)) menu.open = false;
});

function openDialog(id) {
  if (id === "keys-dialog") listKeys();
  document.getElementById(id)?.showModal();
}

// -- Keys: "/" searches, "?" lists, two-letter ways lead to sections. The reader can switch them off.

const SEQUENCE_TIME = 1200;
let typed = "";
let typedAt = 0;

const keyed = () => [...document.querySelectorAll("[data-key]")].filter(isShown);

function listKeys() {
  const list = document.querySelector("[data-keys]");
  for (const old of list.querySelectorAll("[data-listed]")) old.remove();
  for (const element of keyed()) {
    if (element.dataset.key === "/") continue;
    const row = document.createElement("div");
    row.dataset.listed = "";
    const keys = document.createElement("dt");
    for (const sign of element.dataset.key.split(" ")) {
      const key = document.createElement("kbd");
      key.textContent = sign;
      keys.append(key, " ");
    }
    const meaning = document.createElement("dd");
    meaning.textContent = element.getAttribute("aria-label") ?? element.textContent.trim();
    row.append(keys, meaning);
    list.append(row);
  }
}

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
  if (busy || event.ctrlKey || event.metaKey || event.altKey || body.dataset.shortcuts !== "on") return;
  if (event.key === "?") {
    openDialog("keys-dialog");
    return;
  }
  if (event.key.length !== 1) return;
  const goesOn = typed !== "" && Date.now() - typedAt < SEQUENCE_TIME;
  typed = goesOn ? `${typed} ${event.key}` : event.key;
  typedAt = Date.now();
  const targets = keyed();
  let target = targets.find((element) => element.dataset.key === typed);
  if (!target && goesOn) {
    typed = event.key;
    target = targets.find((element) => element.dataset.key === typed);
  }
  if (!target) return;
  event.preventDefault();
  typed = "";
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
});

// -- Arrows walk from a search box into its results and back.

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const box = event.target.closest?.("[data-results]");
  const holder = box ? document.querySelector(box.dataset.results) : event.target.closest?.("[data-arrows]");
  if (!holder) return;
  const links = [...holder.querySelectorAll("[data-stop]")];
  const from = links.indexOf(document.activeElement);
  const to = from + (event.key === "ArrowDown" ? 1 : -1);
  if (to < 0 && holder.id) document.querySelector(`[data-results="#${holder.id}"]`)?.focus();
  else if (links[to]) links[to].focus();
  else return;
  event.preventDefault();
});

// -- How many were found is told to those who do not see it; Escape closes what hangs from the top bar.

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  const status = document.querySelector(`[data-announces="#${target.id}"]`);
  const told = target.querySelector(".results-count, .empty-title");
  if (status) status.textContent = told?.textContent.trim() ?? "";
});

document.addEventListener("keydown", (event) => {
  const links = event.key === "Escape" && event.target.closest?.("[data-arrows]");
  if (links) document.querySelector(`[data-results="#${links.id}"]`)?.focus();
});

// -- A part of a page that could not be fetched says so.

function tellProblem(event) {
  if (event.detail.xhr?.status === 401) document.dispatchEvent(new CustomEvent("ocms:signed-out"));
  const target = event.detail.target;
  if (!target || !texts.problem) return;
  const note = document.createElement("p");
  note.className = "notice notice-error";
  note.setAttribute("role", "alert");
  note.textContent = texts.problem;
  const form = event.detail.requestConfig?.elt;
  // What is typed into a form stays, whatever became of it.
  if (form?.matches?.("form[data-inline]")) {
    form.querySelector(":scope > .notice-error")?.remove();
    form.prepend(note);
  } else {
    target.replaceChildren(note);
  }
}

document.addEventListener("htmx:responseError", tellProblem);
document.addEventListener("htmx:sendError", tellProblem);
