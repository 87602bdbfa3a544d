// Copies the named files of the npm packages, with their licences, into the folders given (the pages' and
// the browser tests'), and writes manifest.json there: what each file is, its version and its SHA-384.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OF_PAGES = [
  { name: "bootstrap", from: "dist/css/bootstrap.min.css", to: "bootstrap.min.css" },
  { name: "htmx.org", from: "dist/htmx.min.js", to: "htmx.min.js" },
];
const OF_TESTS = [{ name: "axe-core", from: "axe.min.js", to: "axe.min.js" }];

const here = dirname(fileURLToPath(import.meta.url));

function copyAll(files, target) {
  const manifest = [];
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const { name, from, to } of files) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licenceFile = `${name}.LICENSE.txt`;
    const sha384 = createHash("sha384").update(readFileSync(join(folder, from))).digest("base64");
    copyFileSync(join(folder, from), join(target, to));
    copyFileSync(join(folder, "LICENSE"), join(target, licenceFile));
    manifest.push({ file: to, name, version, license, licence_file: licenceFile, sha384: `sha384-${sha384}` });
  }
  writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
}

copyAll(OF_PAGES, process.argv[2]);
copyAll(OF_TESTS, process.argv[3]);
