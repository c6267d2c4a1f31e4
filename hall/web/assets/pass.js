// Keeps the code on a telephone fresh: fetches the next before this one ends, shows the seconds
// that remain, and says so when the network is gone. All texts stand in the page.
"use strict";

const REFRESH_LEFT_S = 20; // fetch the next pass when so many seconds are left
const RETRY_S = 4; // after a failure
const LOOK_MS = 250;
const FETCH_LIMIT_MS = 8000;

const panel = document.getElementById("pass");
const picture = document.getElementById("pass-code");
const seconds = document.getElementById("pass-seconds");
const bar = document.getElementById("pass-bar");
const again = document.getElementById("pass-again");
const form = document.getElementById("pass-form");

let endsAt = 0; // by performance.now(): no wrong clock of the telephone matters
let lifeMs = 1;
let nextTry = 0;
let fetching = false;

function show(state) {
  panel.dataset.state = state;
}

function take(answer) {
  if (answer.refused) {
    document.getElementById("pass-refusal").textContent = answer.refused;
    endsAt = 0;
    picture.removeAttribute("src");
    show("refused");
    nextTry = performance.now() + 15000;
    return;
  }
  picture.src = answer.code;
  lifeMs = answer.remaining_ms;
  endsAt = performance.now() + lifeMs;
  nextTry = endsAt - Math.min(REFRESH_LEFT_S * 1000, lifeMs / 2);
  show("valid");
}

async function fetchNext() {
  fetching = true;
  again.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "error",
      signal: AbortSignal.timeout(FETCH_LIMIT_MS),
    });
    if (answer.status === 403 || answer.status === 404) {
      location.reload(); // the telephone is no longer this holder's: the page says so
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    take(await answer.json());
  } catch (error) {
    nextTry = performance.now() + RETRY_S * 1000;
    show(performance.now() < endsAt ? "offline" : "ended");
  } finally {
    fetching = false;
    again.disabled = false;
  }
}

function look() {
  const left = Math.max(0, endsAt - performance.now());
  seconds.textContent = String(Math.ceil(left / 1000));
  bar.value = left / lifeMs;
  if (left === 0 && (panel.dataset.state === "valid" || panel.dataset.state === "offline")) {
    show("ended");
  }
  if (!fetching && performance.now() >= nextTry) fetchNext();
}

again.addEventListener("click", () => {
  if (!fetching) fetchNext();
});
addEventListener("online", () => { nextTry = 0; });
document.addEventListener("visibilitychange", () => {
  // A telephone in a pocket stops its timers; look at once when it comes out.
  if (!document.hidden) look();
});
setInterval(look, LOOK_MS);
look();
