// The camera's part of a life certification: shows what to do, sends pictures one by
// one, and keeps none. Who judges, and what is asked for next, is the centre's alone.
"use strict";

const part = document.getElementById("certify");
const film = document.getElementById("film");
const told = document.getElementById("told");
const done = document.getElementById("done");
const WIDTH = 640;
const QUALITY = 0.8;

document.getElementById("agree").addEventListener("click", begin);

async function begin() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "user", width: { ideal: WIDTH }, height: { ideal: 480 } },
      audio: false,
    });
  } catch {
    say("no-camera");
    document.getElementById("camera").hidden = false;
    film.hidden = true;
    return;
  }
  document.getElementById("consent").hidden = true;
  document.getElementById("camera").hidden = false;
  film.hidden = false;
  film.srcObject = stream;
  await film.play();
  try {
    await sitting();
  } catch {
    say("broken");
  }
  for (const track of stream.getTracks()) track.stop();
  draw(null);
  film.hidden = true;
  done.hidden = true;
}

async function sitting() {
  const begun = await post(part.dataset.begin, {});
  const channel = window.matchMedia("(pointer: coarse)").matches ? "mobile" : "portal";
  for (;;) {
    const picture = await snapshot();
    const answer = await post(part.dataset.look, {
      sitting: begun.sitting,
      channel,
      picture,
    });
    if ("review" in answer) return end("noted", part.dataset.inReview, answer.review);
    if ("due" in answer) return end("good", part.dataset.passed, answer.due);
    if (answer.fault) {
      say(answer.fault === "face-not-alike" ? "face-not-alike" : "again");
      told.className = "bad";
      document.getElementById("consent").hidden = false;
      return;
    }
    if (answer.prompt || answer.advice) say(answer.prompt || answer.advice);
    draw(answer.prompt);
    done.value = answer.progress || 0;
  }
}

// The day the person came with no longer counts, and would stand beside the new one.
function end(tone, words, day) {
  told.textContent = words.replace("{day}", day);
  told.className = tone;
  document.querySelector(".due").hidden = true;
}

function say(key) {
  const name = key.replace(/-./g, (it) => it[1].toUpperCase());
  const words = part.dataset[name] || "";
  if (told.textContent !== words) told.textContent = words;
}

function draw(action) {
  for (const picture of document.querySelectorAll("#gestures svg"))
    picture.toggleAttribute("hidden", picture.dataset.action !== action);
}

async function snapshot() {
  const height = Math.round((WIDTH * film.videoHeight) / film.videoWidth);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = height;
  canvas.getContext("2d").drawImage(film, 0, 0, WIDTH, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

async function post(address, fields) {
  const form = new FormData();
  form.append("token", part.dataset.token);
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.append(name, value, "picture.jpg");
    else form.append(name, value);
  }
  const answer = await fetch(address, { method: "POST", body: form });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
