// The door's code field: keeps the focus, sends each code once, says the verdict by sound and vibration.

const TONES = { admit: [880, 1320], deny: [220, 180], hold: [440, 440] };
const BUZZ = { admit: [60], deny: [180, 80, 180], hold: [100, 60, 100] };
let audio;

function sound(tone) {
  audio ??= new AudioContext();
  TONES[tone]?.forEach((hertz, i) => {
    const note = audio.createOscillator();
    const gain = audio.createGain();
    note.frequency.value = hertz;
    gain.gain.value = 0.08;
    note.connect(gain).connect(audio.destination);
    note.start(audio.currentTime + i * 0.12);
    note.stop(audio.currentTime + i * 0.12 + 0.1);
  });
}

function answer() {
  const verdict = document.querySelector("[data-verdict]");
  const tone = verdict?.dataset.verdict;
  if (!tone || tone === "ready" || verdict.dataset.told !== undefined) return;
  verdict.dataset.told = "";
  if (navigator.userActivation?.hasBeenActive) sound(tone);
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ[tone] ?? []);
}

function network(badge) {
  const say = () => (badge.hidden = navigator.onLine);
  addEventListener("online", say);
  addEventListener("offline", say);
  say();
}

export function scanner(root) {
  answer();
  const form = root.querySelector("[data-scan]:not([data-wired])");
  if (!form) return;
  form.dataset.wired = "";
  const code = form.querySelector("[name=code]");
  const scanId = form.querySelector("[name=client_scan_id]");
  form.addEventListener("submit", () => (scanId.value = crypto.randomUUID()), { capture: true });
  document.addEventListener("htmx:after:swap", () => {
    code.value = "";
    code.focus();
  });
  const badge = root.querySelector("[data-offline]");
  if (badge) network(badge);
}
