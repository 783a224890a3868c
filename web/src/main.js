// What every page runs: small, and nothing that a page could not do without.
import "./app.css";
import "htmx.org";
import { copyButtons } from "./copy.js";
import { dialogs, dismissals, menus, shyBars } from "./disclose.js";
import { shortcuts } from "./keys.js";
import { quantities } from "./quantity.js";
import { themeSwitch } from "./theme.js";
import { timers } from "./timer.js";
import { tellZone } from "./zone.js";

document.documentElement.classList.add("js");
themeSwitch();
tellZone();
shortcuts();
menus();

/** Wires what stands in `root`; runs again for each fragment that htmx brings in. */
function wire(root) {
  timers(root);
  copyButtons(root);
  dialogs(root);
  dismissals(root);
  quantities(root);
  shyBars(root);
  if (root.querySelector("[data-bell]")) import("./bell.js").then((bell) => bell.bells(root));
  if (root.querySelector("[data-plot]")) import("./plot.js").then((plot) => plot.plots(root));
  if (root.querySelector("[data-diagram]")) import("./diagram.js").then((diagram) => diagram.diagrams(root));
  if (root.querySelector("[data-live]")) import("./live.js").then((live) => live.liveValues(root));
  if (root.querySelector("[data-scan]")) import("./scan.js").then((scan) => scan.scanner(root));
  if (root.querySelector("[data-passkey]")) import("./passkeys.js").then((keys) => keys.passkeys(root));
}

wire(document);
document.addEventListener("htmx:after:swap", () => wire(document));
