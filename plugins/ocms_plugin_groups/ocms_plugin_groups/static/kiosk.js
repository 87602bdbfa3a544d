// The kiosk's camera, where the browser itself can read codes: a picture is looked at and let go,
// none is kept or sent. Without it the page is the same: a scanner types the code, or a person.

const EVERY = 250;
const GIVE_UP = 60000;

class Camera {
  constructor(box, form) {
    this.form = form;
    this.code = form.elements.code;
    this.button = box.querySelector("button");
    this.video = box.querySelector("video");
    this.trouble = box.querySelector("[data-camera-trouble]");
    this.detector = new BarcodeDetector({ formats: ["qr_code"] });
    this.button.addEventListener("click", () => (this.stream ? this.stop() : this.start()));
    box.hidden = false;
  }

  async start() {
    this.trouble.hidden = true;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "user" },
        audio: false,
      });
    } catch {
      this.trouble.hidden = false;
      return;
    }
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    this.button.setAttribute("aria-pressed", "true");
    this.video.play().catch(() => {});
    this.until = Date.now() + GIVE_UP;
    this.look();
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.hidden = true;
    this.button.setAttribute("aria-pressed", "false");
  }

  async look() {
    if (!this.stream) return;
    if (Date.now() > this.until) {
      this.stop();
      return;
    }
    try {
      const [found] = await this.detector.detect(this.video);
      if (found?.rawValue) {
        this.code.value = found.rawValue;
        this.stop();
        this.form.requestSubmit();
        return;
      }
    } catch {
      // A picture that is not there yet: the next one is.
    }
    setTimeout(() => this.look(), EVERY);
  }
}

async function begin() {
  const box = document.querySelector("[data-camera]");
  if (!box || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (formats.includes("qr_code")) new Camera(box, document.getElementById("by-card"));
}

begin();
