// Forms that change a part of their page: htmx posts them, and the part comes back changed (inline()
// in web/templating.py). Without JavaScript the same forms post, and the server sends the whole page.

const REFUSED = [409, 422];
const handled = new WeakSet();
let typed = new Map();
let held = new Map();
let place = null;

const sender = (event) => {
  const form = event.detail.requestConfig?.elt;
  return form?.matches?.("form[data-inline]") ? form : null;
};

// -- What somebody typed into other forms of the part is put back after the part has changed.

document.addEventListener("input", (event) => event.target.form?.setAttribute("data-touched", ""));

function keepTyped(part, sent) {
  const forms = [...part.querySelectorAll("form[id][data-touched]")].filter((form) => form !== sent);
  // Not form.id: a control of that name hides it.
  typed = new Map(forms.map((form) => [form.getAttribute("id"), [...new FormData(form)]]));
}

// A record's form that was fetched is in no answer: it waits outside the page, as it is.

function holdFetched(part, sent) {
  const slots = [...part.querySelectorAll(".inline-record[id]")];
  const begun = slots.filter((slot) => slot.querySelector("form[data-touched]") && !slot.contains(sent));
  held = new Map(begun.map((slot) => [slot.id, document.createDocumentFragment()]));
  for (const slot of begun) held.get(slot.id).append(...slot.childNodes);
}

function putBack(form, pairs) {
  for (const control of form.elements) {
    const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (!control.name || control.type === "hidden") continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
  }
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  form.querySelector("textarea, input:not([type=hidden]), select")?.dispatchEvent(new Event("input", { bubbles: true }));
}

// -- Before: an answer that says what is wrong is shown, too; a sign-in page or another page never is.

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = sender(event);
  if (!form) return;
  const { detail } = event;
  const { xhr } = detail;
  const path = new URL(xhr.responseURL, location.href).pathname;
  const has = (id) => id && xhr.response.includes(`id="${id}"`);
  if (path === document.body.dataset.signInUrl) {
    detail.shouldSwap = false;
    document.dispatchEvent(new CustomEvent("ocms:signed-out"));
    return;
  }
  if (REFUSED.includes(xhr.status)) {
    const own = form.closest("[data-inline-record]");
    detail.isError = false;
    detail.shouldSwap = true;
    if (!has(detail.target.id) && has(own?.id)) {
      detail.target = own;
      detail.selectOverride = `#${own.id}`;
    }
  } else if (detail.shouldSwap && !has(detail.target.id)) {
    detail.shouldSwap = false;
    location.assign(xhr.responseURL);
    return;
  }
  place = { part: detail.target.id, fold: form.closest("details")?.id, focus: form.dataset.inline };
  if (!detail.shouldSwap) return;
  holdFetched(detail.target, form);
  keepTyped(detail.target, form);
});

// -- After: the focus goes to what is wrong, or back to where the form was opened.

function focusOn(part) {
  const wrong = part.querySelector("[data-error-summary]") ?? part.querySelector("[aria-invalid=true]");
  const fold = place.fold && document.getElementById(place.fold)?.querySelector("summary");
  const next = wrong ?? (place.focus ? document.querySelector(place.focus) : null) ?? fold ?? part;
  if (!next.matches("a, button, input, select, textarea, summary, [tabindex]")) next.tabIndex = -1;
  next.focus({ preventScroll: !wrong });
  if (wrong) return;
  for (const message of document.querySelectorAll("#messages [data-message]")) {
    message.classList.add("is-afloat");
    setTimeout(() => document.addEventListener("focusin", () => message.classList.remove("is-afloat"), { once: true }));
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  const { xhr } = event.detail;
  if (!place || !sender(event) || handled.has(xhr)) return;
  const part = document.getElementById(place.part);
  if (!part) return;
  handled.add(xhr);
  for (const [id, pairs] of typed) {
    const form = document.getElementById(id);
    if (form) putBack(form, pairs);
  }
  for (const [id, fetched] of held) document.getElementById(id)?.replaceChildren(fetched);
  focusOn(part);
  place = null;
});

// -- A record's form fetched into the page: the first question has the focus.

document.addEventListener("htmx:afterSettle", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (!link?.matches?.("a[data-fetches]")) return;
  const form = event.detail.target.querySelector("form[data-form]");
  form?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});
