// Watches a person who has a keyboard alone: what takes the focus, in which order, and whether it
// is seen. It presses nothing and moves nothing itself.

window.keyboardWatch = (() => {
  const STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const reached = new Set();
  const problems = [];
  let last = null;

  const shown = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.closest("[inert]");
  const groupOf = (el) => [...document.getElementsByName(el.name)].filter((one) => one.form === el.form && !one.disabled);

  function isStop(el) {
    if (el.tabIndex < 0 || el.matches(":disabled") || !shown(el)) return false;
    if (el.type !== "radio") return true;
    const group = groupOf(el);
    return el === (group.find((one) => one.checked) ?? group[0]);
  }

  const stops = () => [...document.querySelectorAll(STOPS)].filter(isStop);

  function name(el) {
    if (!el || el === document.body) return "nothing";
    const text = el.getAttribute("aria-label") ?? el.labels?.[0]?.textContent ?? el.textContent;
    return `<${el.localName} ${el.name ?? el.id ?? ""}> “${text.trim().replace(/\s+/g, " ").slice(0, 50)}”`;
  }

  function tell(problem) {
    if (!problems.includes(problem)) problems.push(problem);
  }

  const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

  // -- Seen: an outline, inside the window, under nothing, cut off by nothing.

  function look(el) {
    if (el.localName === "main") return undefined;
    const style = getComputedStyle(el);
    const width = parseFloat(style.outlineWidth);
    if (!el.matches(":focus-visible") || style.outlineStyle === "none" || width < 2) tell(`no outline: ${name(el)}`);
    const rects = [...el.getClientRects()].filter((one) => one.width && one.height);
    if (!rects.length) return tell(`nothing to see of: ${name(el)}`);
    const top = Math.min(...rects.map((one) => one.top));
    const bottom = Math.max(...rects.map((one) => one.bottom));
    const tall = bottom - top > innerHeight / 2;
    if (top < 0 || (bottom > innerHeight && !tall)) tell(`outside the window: ${name(el)} ${Math.round(top)} to ${Math.round(bottom)}`);
    const rect = rects[0];
    const middle = rect.left + rect.width / 2;
    for (const [x, y] of [[middle, rect.top + 3], [middle, rect.top + rect.height / 2], [middle, rect.bottom - 3]]) {
      if (tall && y > innerHeight) continue;
      const over = document.elementFromPoint(x, y);
      if (over && over !== el && !el.contains(over) && !over.contains(el) && !over.closest("label")?.contains(el)) {
        tell(`covered: ${name(el)} by ${name(over)} .${over.className}`);
        break;
      }
    }
    const room = width + parseFloat(style.outlineOffset) - 1;
    const box = el.getBoundingClientRect();
    for (let holder = el.parentElement; holder && holder !== document.body; holder = holder.parentElement) {
      const clip = getComputedStyle(holder);
      if (clip.overflowX === "visible" && clip.overflowY === "visible") continue;
      const edge = holder.getBoundingClientRect();
      const cut = [
        ["left", edge.left - (box.left - room)],
        ["top", edge.top - (box.top - room)],
        ["right", box.right + room - edge.right],
        ["bottom", box.bottom + room - edge.bottom],
      ].filter(([, by]) => by > 1);
      if (cut.length && !tall) tell(`outline cut off at ${cut.map(([side]) => side)}: ${name(el)} by .${holder.className}`);
    }
    return undefined;
  }

  function arrive(key, shift) {
    const el = document.activeElement;
    if (!el || el === document.body) {
      if (key !== "Tab") tell(`focus was lost by ${key} on ${name(last)}`);
      last = null;
      return;
    }
    reached.add(el);
    if (el.type === "radio") for (const one of groupOf(el)) reached.add(one);
    if (el === last) return;
    if (key === "Tab" && !shift && last?.isConnected && last !== document.body) {
      const every = stops();
      const expected = every.find((one) => one !== last && follows(last, one) && !(one.type === "radio" && one.name === last.name));
      if (expected && expected !== el) tell(`from ${name(last)} Tab went to ${name(el)} and not to ${name(expected)}`);
      const [from, to] = [last, el].map((one) => one.closest("[data-field]")?.getBoundingClientRect());
      if (from && to && to.bottom < from.top) {
        tell(`order: ${name(el)} stands above ${name(last)}`);
      }
    }
    look(el);
    last = el;
  }

  document.addEventListener("keydown", () => { last = document.activeElement; }, true);
  document.addEventListener("keyup", (event) => arrive(event.key, event.shiftKey), true);

  // -- Ways: how often to press Tab, and what to answer next.

  function steps(target) {
    const every = stops();
    const here = document.activeElement;
    const to = every.indexOf(target);
    if (here === target) return 0;
    const from = every.findIndex((one) => one !== here && (here === document.body || follows(here, one)) && !(here.type === "radio" && one.type === "radio" && one.name === here.name));
    return to < 0 ? null : to - (from < 0 ? every.length : from) + 1;
  }

  function task(el, wanted) {
    if (el.matches("[data-rows-add]")) {
      const rows = el.closest("[data-rows]");
      const next = Math.max(-1, ...[...rows.querySelectorAll("[data-row]")].map((one) => Number(one.dataset.row))) + 1;
      const start = `${rows.dataset.rows}-${next}-`;
      return Object.keys(wanted).some((one) => one.startsWith(start) && wanted[one].length) ? { how: "press" } : null;
    }
    const answers = wanted[el.name];
    if (!answers || !answers.length || el.readOnly) return null;
    if (el.type === "checkbox") return el.checked === answers.includes(el.value) ? null : { how: "tick" };
    if (el.type === "radio") {
      const group = groupOf(el);
      const to = group.findIndex((one) => one.value === answers[0]);
      const from = group.indexOf(el);
      if (to < 0 || group[to].checked) return null;
      return to === from ? { how: "tick" } : { how: "walk", by: to - from };
    }
    const place = [...document.getElementsByName(el.name)].filter((one) => one.localName === el.localName).indexOf(el);
    const answer = answers[el.closest("[data-several]") ? place : 0];
    if (answer === undefined || el.value === answer) return null;
    if (el.localName === "select") {
      const options = [...el.options];
      const to = options.findIndex((one) => one.value === answer);
      if (to < 0) return null;
      return { how: "choose", by: to - el.selectedIndex, text: options[to].text.trim(), filter: el.closest("[data-field]").querySelector("[data-list-filter]") };
    }
    if (el.type === "time" && el.value === answer.padStart(5, "0")) return null;
    if (el.type === "time") return { how: "time", text: answer.padStart(5, "0") };
    if (el.type === "date") return { how: "date", text: answer };
    const was = el.value.replaceAll("\r", "");
    return was === answer.replaceAll("\r", "") ? null : { how: "type", text: answer, was };
  }

  // -- A thumb on a narrow phone: how wide the page is, and what is too small to hit.

  const TARGET = 24;
  const MAIN_TARGET = 44;

  function small(el) {
    if (el.localName === "a" && getComputedStyle(el).display === "inline") return false;
    const holder = (el.type === "checkbox" || el.type === "radio") && el.labels?.[0] ? el.labels[0] : el;
    const boxes = [el, holder].map((one) => one.getBoundingClientRect());
    if (boxes[0].width <= 1) return false;
    const least = el.matches("main .btn-primary") ? MAIN_TARGET : TARGET;
    return Math.max(...boxes.map((one) => one.height)) < least - 0.5 || Math.max(...boxes.map((one) => one.width)) < TARGET - 0.5;
  }

  return {
    narrow: () => ({ wide: document.documentElement.scrollWidth, small: stops().filter(small).map(name) }),
    reached,
    problems,
    stops,
    name,
    steps,
    task,
    missed: (root) => stops().filter((one) => !reached.has(one) && (!root || document.querySelector(root).contains(one))).map(name),
    // The first question at or below the focus that has another answer than it is to have.
    next(wanted, whole) {
      const here = document.activeElement;
      for (const el of stops()) {
        if (!whole && el !== here && !follows(here, el)) continue;
        const found = task(el, wanted);
        if (found) return { el, ...found };
      }
      return null;
    },
  };
})();
