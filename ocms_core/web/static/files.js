// Many files at once: chosen or dropped, one request a file with its progress. Without this module
// the same form sends them all in one request.

const AT_ONCE = 2;

class Upload {
  constructor(form) {
    this.form = form;
    this.texts = form.dataset;
    this.input = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-upload-list]");
    this.said = form.querySelector("[data-upload-said]");
    this.waiting = [];
    this.running = 0;
    this.refused = 0;
    this.stored = 0;
    this.input.addEventListener("change", () => this.take(this.input.files));
    form.addEventListener("submit", (event) => this.submit(event));
    const drop = form.querySelector("[data-drop]");
    for (const kind of ["dragover", "dragenter"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.add("upload-over");
      });
    }
    for (const kind of ["dragleave", "drop"]) {
      drop.addEventListener(kind, () => drop.classList.remove("upload-over"));
    }
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take(event.dataTransfer.files);
    });
  }

  take(files) {
    for (const file of files) {
      const line = document.createElement("li");
      const name = document.createElement("bdi");
      name.textContent = file.name;
      name.className = "upload-name";
      const state = document.createElement("span");
      state.className = "upload-state";
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      const leave = document.createElement("button");
      leave.type = "button";
      leave.className = "btn btn-sm btn-link";
      leave.textContent = this.texts.textRemove;
      leave.setAttribute("aria-label", `${this.texts.textRemove}: ${file.name}`);
      line.append(name, bar, state, leave);
      this.list.append(line);
      const entry = { file, line, state, bar, leave };
      leave.addEventListener("click", () => this.leave(entry));
      if (file.size > Number(this.texts.limit)) this.refuse(entry, this.texts.textLarge);
      else {
        state.textContent = this.texts.textWaiting;
        this.waiting.push(entry);
      }
    }
    this.list.hidden = this.list.children.length === 0;
    // What waits is in the list; the box must not send it a second time.
    this.input.value = "";
  }

  leave(entry) {
    this.waiting = this.waiting.filter((other) => other !== entry);
    entry.line.remove();
    this.list.hidden = this.list.children.length === 0;
    this.input.focus();
  }

  submit(event) {
    if (!this.waiting.length) {
      // Nothing chosen: the page says so.
      if (this.list.children.length) event.preventDefault();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.refused = 0;
    this.stored = 0;
    while (this.running < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
  }

  send(entry) {
    const data = new FormData();
    for (const field of this.form.elements) {
      if (field.name && field.type !== "file" && field.type !== "submit") data.append(field.name, field.value);
    }
    data.append("files", entry.file, entry.file.name);
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf ?? "");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) entry.bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => this.answer(entry, request));
    request.addEventListener("error", () => this.fail(entry, this.texts.textFailed));
    entry.state.textContent = this.texts.textSending;
    entry.leave.hidden = true;
    this.running += 1;
    request.send(data);
  }

  answer(entry, request) {
    let told = null;
    try {
      [told] = JSON.parse(request.responseText).files;
    } catch {
      told = null;
    }
    if (told === null) {
      if (request.status === 413) this.fail(entry, this.texts.textLarge);
      else this.fail(entry, request.status === 200 ? this.texts.textSignedOut : this.texts.textFailed);
      return;
    }
    if (told.problem) {
      this.fail(entry, told.problem);
      return;
    }
    entry.bar.value = 1;
    entry.line.classList.add("upload-stored");
    entry.state.textContent = this.texts.textStored;
    this.stored += 1;
    this.next();
  }

  fail(entry, sentence) {
    this.refuse(entry, sentence);
    this.next();
  }

  refuse(entry, sentence) {
    entry.line.classList.add("upload-refused");
    entry.bar.hidden = true;
    entry.leave.hidden = false;
    entry.state.textContent = sentence;
    this.refused += 1;
  }

  next() {
    this.running -= 1;
    if (this.waiting.length) this.send(this.waiting.shift());
    else if (this.running === 0) this.finish();
  }

  async finish() {
    this.said.textContent = this.refused ? this.texts.textPart : this.texts.textDone;
    if (!this.stored) return;
    for (const line of this.list.querySelectorAll(".upload-stored")) line.remove();
    this.list.hidden = this.list.children.length === 0;
    this.form.querySelector("[name=description]").value = "";
    const answer = await fetch(window.location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("files-list");
    if (fresh) document.getElementById("files-list").replaceWith(fresh);
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) new Upload(form);
