// How many notifications wait. One tab of a browser listens and tells the others: a stream takes one of the few
// connections that a browser opens to a site, and ten tabs would leave none for the pages themselves.

function show(bell, text) {
  const count = bell.querySelector("[data-bell-count]");
  count.textContent = text;
  for (const part of [count, bell.querySelector("[data-bell-words]")]) part.hidden = text === "";
}

function listen(tell) {
  return new Promise((over) => {
    const stream = new EventSource("/me/notifications/live");
    stream.addEventListener("message", (event) => tell(JSON.parse(event.data).unread));
    // a refusal is final: nobody is signed in any more; a lost connection is opened anew by the browser
    stream.addEventListener("error", () => stream.readyState === EventSource.CLOSED && over());
  });
}

export function bells(root) {
  const found = [...root.querySelectorAll("[data-bell]:not([data-wired])")];
  if (found.length === 0) return;
  const name = `bell-${found[0].dataset.bell}`;
  const tell = (text) => found.forEach((bell) => show(bell, text));
  found.forEach((bell) => (bell.dataset.wired = ""));
  if (!("locks" in navigator) || !("BroadcastChannel" in window)) {
    listen(tell);
    return;
  }
  const others = new BroadcastChannel(name);
  let last;
  others.addEventListener("message", ({ data }) => {
    if (data === null) {
      if (last !== undefined) others.postMessage(last);
    } else tell(data);
  });
  others.postMessage(null); // whoever listens already says what it knows
  navigator.locks.request(name, () =>
    listen((text) => {
      last = text;
      tell(text);
      others.postMessage(text);
    }),
  );
}
