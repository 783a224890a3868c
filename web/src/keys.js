// `/` goes to the search box, `?` lists the shortcuts, `g` then a letter opens a console page.

const TYPING = "input, textarea, select, [contenteditable]";
const CHORD_MS = 900;

export function shortcuts() {
  let chord = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "?") {
      document.querySelector("#shortcuts")?.showModal();
    } else if (event.key === "g") {
      chord = Date.now();
    } else if (Date.now() - chord < CHORD_MS) {
      chord = 0;
      const letter = CSS.escape(event.key);
      document.querySelector(`[data-go="${letter}"]`)?.click();
    }
  });
}
