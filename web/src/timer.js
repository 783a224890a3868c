// Counts a hold down to zero, by the server's clock: `data-until` and `data-now` are epoch seconds.

const SOON_SECONDS = 120;

function words(seconds) {
  const left = Math.max(0, seconds);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function start(timer) {
  const shown = timer.querySelector("[data-timer-left]");
  const spoken = timer.querySelector("[data-timer-spoken]");
  const drift = Number(timer.dataset.now) * 1000 - Date.now();
  const tick = () => {
    const seconds = Math.ceil(Number(timer.dataset.until) - (Date.now() + drift) / 1000);
    shown.textContent = words(seconds);
    timer.dataset.state = seconds <= 0 ? "over" : seconds <= SOON_SECONDS ? "soon" : "calm";
    if (spoken && (seconds === SOON_SECONDS || seconds === 30)) spoken.textContent = shown.textContent;
    if (seconds > 0) return;
    clearInterval(beat);
    timer.querySelector("[data-timer-running]").hidden = true;
    timer.querySelector("[data-timer-over]").hidden = false;
    for (const held of document.querySelectorAll("[data-needs-hold]")) held.disabled = true;
  };
  const beat = setInterval(tick, 1000);
  tick();
}

export function timers(root) {
  for (const timer of root.querySelectorAll("[data-timer]:not([data-wired])")) {
    timer.dataset.wired = "";
    start(timer);
  }
}
