// The picture of the database: pan, zoom, search, and a click on a table for what there is to say about it.
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

const STEP = 60; // of the picture's own units, a press of an arrow key
const CLOSE = 1.6; // how near a table that was chosen in the list is brought
const KEYS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

/** Everything that Graphviz drew, in one group that can be moved. */
function movable(svg) {
  const group = document.createElementNS(svg.namespaceURI, "g");
  group.append(...svg.childNodes);
  svg.append(group);
  return group;
}

/** The wheel is the page's until the picture has the focus or a key is held; fingers and the mouse always move it. */
function moving(view, svg, group) {
  const allowed = (event) => !event.button && (event.type !== "wheel" || event.ctrlKey || event.metaKey || view.contains(document.activeElement));
  const moves = zoom().scaleExtent([1, 24]).filter(allowed).on("zoom", (event) => group.setAttribute("transform", event.transform));
  const picture = select(svg);
  picture.call(moves).on("dblclick.zoom", null);
  const by = (factor) => picture.call(moves.scaleBy, factor);
  const all = () => picture.call(moves.transform, zoomIdentity);
  view.addEventListener("keydown", (event) => {
    if (event.target !== view) return;
    if (KEYS[event.key]) picture.call(moves.translateBy, ...KEYS[event.key]);
    else if (event.key === "+" || event.key === "=") by(1.4);
    else if (event.key === "-") by(1 / 1.4);
    else if (event.key === "0") all();
    else return;
    event.preventDefault();
  });
  const bring = (card) => {
    const { x, y, width, height } = card.getBBox();
    const inner = group.querySelector("#graph0").transform.baseVal.consolidate().matrix;
    const view = svg.viewBox.baseVal;
    const scale = Math.max(CLOSE, Math.min(6, view.width / 900));
    const [across, down] = [x + width / 2 + inner.e, y + height / 2 + inner.f];
    picture.call(moves.transform, zoomIdentity.translate(view.width / 2 - across * scale, view.height / 2 - down * scale).scale(scale));
  };
  return { by, all, bring };
}

async function load(place, href) {
  const answer = await fetch(href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const heading = document.createElement("h2");
  heading.className = "text-lead break-words";
  heading.textContent = page.querySelector("h1").textContent;
  place.replaceChildren(heading, page.querySelector("[data-table-file]"));
  place.hidden = false;
}

function wire(diagram) {
  const view = diagram.querySelector("[data-diagram-view]");
  const svg = view.querySelector("svg");
  const group = movable(svg);
  const { by, all, bring } = moving(view, svg, group);
  const place = diagram.querySelector("[data-diagram-file]");
  const links = [...diagram.querySelectorAll("[data-card]")];
  const card = (link) => svg.querySelector(`#${link.dataset.card}`);
  for (const button of diagram.querySelectorAll("[data-diagram-zoom]")) {
    button.addEventListener("click", () => ({ in: () => by(1.5), out: () => by(1 / 1.5), all })[button.dataset.diagramZoom]());
  }
  // The list has the same links, in order and with a search: the keyboard need not go through the picture.
  for (const one of svg.querySelectorAll("a")) one.setAttribute("tabindex", "-1");

  const clear = () => {
    svg.classList.remove("diagram-chosen");
    for (const one of svg.querySelectorAll(".is-on, .is-near")) one.classList.remove("is-on", "is-near");
    for (const link of links) link.removeAttribute("aria-current");
    place.hidden = true;
  };
  const choose = async (link, { near = false } = {}) => {
    clear();
    svg.classList.add("diagram-chosen");
    link.setAttribute("aria-current", "true");
    card(link).classList.add("is-on");
    for (const id of link.dataset.near.split(" ").filter(Boolean)) svg.querySelector(`#${id}`).classList.add("is-near");
    for (const tie of svg.querySelectorAll(`.tie.${link.dataset.card}`)) tie.classList.add("is-on");
    if (near) bring(card(link));
    history.replaceState(null, "", `#${encodeURIComponent(link.dataset.table)}`);
    await load(place, link.href);
    place.focus({ preventScroll: matchMedia("(width >= 64rem)").matches });
  };
  diagram.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = link.closest(".card")?.id ?? link.dataset.card;
    const known = links.find((one) => (id ? one.dataset.card === id : one.dataset.table === link.dataset.table));
    if (!known) return;
    event.preventDefault();
    choose(known, { near: !link.closest(".card") });
  });
  diagram.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });

  const found = diagram.querySelector("[data-diagram-found]");
  const box = diagram.querySelector("[data-diagram-search]");
  const matching = () => links.filter((link) => link.dataset.table.includes(box.value.trim().toLowerCase()));
  box.addEventListener("input", () => {
    const fitting = new Set(matching());
    svg.classList.toggle("diagram-sought", box.value.trim() !== "");
    for (const link of links) {
      link.parentElement.hidden = !fitting.has(link);
      card(link).classList.toggle("is-found", fitting.has(link));
    }
    for (const schema of diagram.querySelectorAll("[data-diagram-group]")) schema.hidden = !schema.querySelector("li:not([hidden])");
    found.textContent = fitting.size ? String(fitting.size) : found.dataset.none;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = matching()[0];
    if (first) choose(first, { near: true });
  });

  const asked = decodeURIComponent(location.hash.slice(1));
  const link = links.find((one) => one.dataset.table === asked);
  if (link) choose(link, { near: true });
}

export function diagrams(root) {
  for (const diagram of root.querySelectorAll("[data-diagram]:not([data-wired])")) {
    diagram.dataset.wired = "";
    wire(diagram);
  }
}
