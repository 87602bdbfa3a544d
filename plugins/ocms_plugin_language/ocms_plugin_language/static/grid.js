// The attendance grid as a spreadsheet: one stop of Tab, arrows from cell to cell, a letter is a
// mark. Without it every cell is a list of its own, and all of it works.

const table = document.querySelector(".mark-grid");
const rows = [...(table?.tBodies[0].rows ?? [])].filter((row) => row.querySelector("select.cell"));
const cellIn = (row, column) => row?.cells[column]?.querySelector("select.cell");
const LONGEST_JUMP = 62;

let stop = null;

function makeStop(cell) {
  if (stop) stop.tabIndex = -1;
  stop = cell;
  stop.tabIndex = 0;
}

// Days without a class, and days on which somebody was not in the course, are stepped over.
function walk(cell, down, right) {
  let row = rows.indexOf(cell.closest("tr"));
  let column = cell.closest("td").cellIndex;
  for (let jump = 0; jump < LONGEST_JUMP; jump += 1) {
    row += down;
    column += right;
    if (!rows[row]?.cells[column]) return null;
    const next = cellIn(rows[row], column);
    if (next) return next;
  }
  return null;
}

function setMark(cell, value) {
  if (cell.value === value) return;
  cell.value = value;
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

function farthest(cell, ahead, wholeGrid) {
  const line = wholeGrid ? rows.at(ahead ? -1 : 0) : cell.closest("tr");
  const cells = [...line.querySelectorAll("select.cell")];
  return cells.at(ahead ? -1 : 0);
}

const WAYS = {
  ArrowUp: (cell) => walk(cell, -1, 0),
  ArrowDown: (cell) => walk(cell, 1, 0),
  Enter: (cell) => walk(cell, 1, 0),
  ArrowLeft: (cell) => walk(cell, 0, -1),
  ArrowRight: (cell) => walk(cell, 0, 1),
  Home: (cell, event) => farthest(cell, false, event.ctrlKey),
  End: (cell, event) => farthest(cell, true, event.ctrlKey),
};

function press(event) {
  const cell = event.target.closest("select.cell");
  if (!cell || event.altKey || event.metaKey) return;
  if (event.key in WAYS && (!event.ctrlKey || event.key === "Home" || event.key === "End")) {
    event.preventDefault();
    WAYS[event.key](cell, event)?.focus();
    return;
  }
  if (event.ctrlKey) return;
  if (event.key === "Delete" || event.key === "Backspace") setMark(cell, "");
  else if (event.key.length === 1 && event.key !== " ") {
    const option = [...cell.options].find((one) => one.text === event.key.toUpperCase());
    if (option) setMark(cell, option.value);
  } else return;
  event.preventDefault();
}

if (rows.length) {
  for (const cell of table.querySelectorAll("select.cell")) cell.tabIndex = -1;
  makeStop(rows[0].querySelector("select.cell"));
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("select.cell");
    if (cell) makeStop(cell);
  });
  table.addEventListener("keydown", press);
  table.addEventListener("change", (event) => {
    const cell = event.target.closest("select.cell");
    if (cell) cell.className = `cell cell-${cell.value || "none"}`;
  });
}
