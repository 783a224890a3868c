// Counters that move as it happens: one event stream per address, JSON messages of name -> text.

const streams = new Map();

function show(scope, values) {
  for (const [name, text] of Object.entries(values)) {
    for (const place of scope.querySelectorAll(`[data-live-value="${CSS.escape(name)}"]`)) {
      if (place.textContent === String(text)) continue;
      place.textContent = String(text);
      place.classList.remove("live-bump");
      requestAnimationFrame(() => place.classList.add("live-bump"));
    }
    for (const meter of scope.querySelectorAll(`[data-live-meter="${CSS.escape(name)}"]`)) meter.value = Number(text);
  }
}

export function liveValues(root) {
  for (const scope of root.querySelectorAll("[data-live]:not([data-wired])")) {
    scope.dataset.wired = "";
    const address = scope.dataset.live;
    if (!streams.has(address)) streams.set(address, new EventSource(address));
    const stream = streams.get(address);
    stream.addEventListener("open", () => scope.classList.add("live-on"));
    stream.addEventListener("error", () => scope.classList.remove("live-on"));
    stream.addEventListener("message", (event) => show(scope, JSON.parse(event.data)));
  }
}
