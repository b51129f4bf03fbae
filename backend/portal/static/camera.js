// The camera page: pictures stay on this device, the verdict is drawn from words it has.

import { verifyCredential } from "./credential.js";
import { loadTrust } from "./lists.js";

const LOOK_EVERY_MS = 150;
const WIDEST = 1600;
const MARKS = { valid: "✓", invalid: "✗", cannot_tell: "?" };
const FACTS = ["serial", "name", "id_end", "issued_at", "valid_until"];

const words = JSON.parse(document.getElementById("words").textContent);
const element = (id) => document.getElementById(id);
const video = element("video");
const canvas = document.createElement("canvas");
let trust = null;
let stream = null;

ZXingWASM.prepareZXingModule({
  overrides: { locateFile: () => "/static/zxing/zxing_reader.wasm" },
  fireImmediately: true,
}).catch(() => {});

navigator.serviceWorker?.register("/sw.js").catch(() => {});
element("start").addEventListener("click", start);
element("photo").addEventListener("change", photo);
element("again").addEventListener("click", again);
learn();

async function learn() {
  trust = await loadTrust();
  const told = element("lists");
  told.textContent = trust ? filled(words["lists-age"], {
    signers: trust.versions.signers,
    denied: trust.versions.denied,
    when: new Date(trust.issued).toLocaleString(document.documentElement.lang),
  }) : words["lists-none"];
  document.body.dataset.ready = String(trust !== null);
}

async function start() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
  } catch {
    element("told").textContent = words["camera-none"];
    return;
  }
  video.srcObject = stream;
  await video.play();
  element("start").hidden = true;
  look();
}

async function look() {
  if (stream === null) return;
  const text = await codeIn(video, video.videoWidth, video.videoHeight);
  if (text !== null && stream !== null) await show(text);
  else setTimeout(look, LOOK_EVERY_MS);
}

async function photo(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  try {
    const picture = await createImageBitmap(file);
    const text = await codeIn(picture, picture.width, picture.height);
    picture.close();
    if (text === null) draw({ verdict: "cannot_tell", reasons: ["no-code-found"] });
    else await show(text);
  } catch {
    draw({ verdict: "cannot_tell", reasons: ["no-code-found"] });
  }
}

async function codeIn(source, width, height) {
  if (!width || !height) return null;
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  const found = await ZXingWASM.readBarcodes(pixels, { formats: ["QRCode"], tryHarder: true });
  const texts = found.filter((code) => code.isValid !== false).map((code) => code.text);
  return texts.find((text) => text.startsWith("CD1:")) ?? texts[0] ?? null;
}

async function show(text) {
  stop();
  if (trust === null) await learn();
  const told = trust
    ? await verifyCredential(text, trust, new Date())
    : { verdict: "cannot_tell", reasons: ["signer-list-too-old"] };
  draw(told);
}

function draw({ verdict, reasons, certificate }) {
  const box = element("verdict");
  box.className = `verdict ${verdict}`;
  const head = made("h2", "");
  const mark = made("span", MARKS[verdict]);
  mark.className = "mark";
  mark.setAttribute("aria-hidden", "true");
  head.append(mark, ` ${words[verdict]}`);
  const told = reasons.map((reason) => made("p", words[`reason-${reason}`] ?? reason));
  box.replaceChildren(head, ...told, ...(certificate ? facts(certificate) : []));
  box.hidden = false;
  element("aim").hidden = true;
  element("again").hidden = false;
  element("again").focus();
}

function facts(certificate) {
  const list = made("dl", "");
  const line = (name, value) => {
    const row = made("div", "");
    row.append(made("dt", name), made("dd", value));
    list.append(row);
  };
  for (const name of FACTS) {
    const value = certificate[name];
    if (value) line(words[`fact-${name}`], name === "issued_at" ? value.slice(0, 10) : value);
  }
  for (const [code, count] of Object.entries(certificate.months)) {
    line(`${words[`insurance-${code}`] ?? code} ${words["fact-months"]}`, String(count));
  }
  const compare = made("p", words.compare);
  compare.className = "compare";
  return [compare, list, made("p", words["not-the-holder"]), made("p", words["offline-only"])];
}

function made(name, text) {
  const one = document.createElement(name);
  one.textContent = text;
  return one;
}

function again() {
  element("verdict").hidden = true;
  element("again").hidden = true;
  element("aim").hidden = false;
  element("start").hidden = false;
  element("told").textContent = words["camera-aim"];
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.srcObject = null;
}

function filled(text, values) {
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);
}
