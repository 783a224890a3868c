// Dialogs, menus and notices: native elements, with the little that they lack.

export function dialogs(root) {
  for (const button of root.querySelectorAll("[data-opens]:not([data-wired])")) {
    button.dataset.wired = "";
    button.addEventListener("click", (event) => {
      const dialog = document.getElementById(button.dataset.opens);
      if (!dialog) return;
      event.preventDefault();
      dialog.showModal();
    });
  }
}

export function dismissals(root) {
  for (const button of root.querySelectorAll("[data-dismiss]:not([data-wired])")) {
    button.dataset.wired = "";
    button.addEventListener("click", () => button.closest("[data-dismissible]").remove());
  }
}

/** An open menu closes on Escape, on a click elsewhere and when focus leaves it. */
export function menus() {
  const shut = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("focusin", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    menu?.querySelector("summary").focus();
    shut(null);
  });
}

/** A bar that repeats what stands elsewhere leaves while that is on screen. */
export function shyBars(root) {
  for (const bar of root.querySelectorAll("[data-hides-near]:not([data-wired])")) {
    bar.dataset.wired = "";
    const near = document.getElementById(bar.dataset.hidesNear);
    if (near) new IntersectionObserver(([seen]) => (bar.hidden = seen.isIntersecting), { threshold: 1 }).observe(near);
  }
}
