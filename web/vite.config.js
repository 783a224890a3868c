// Builds web/src into src/showground/web/static: hashed names, manifest.json, one icon sprite.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { ICONS } from "./icons.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Gathers the named Lucide icons into one sprite, `<use href="sprite.svg#name">`. */
function sprite() {
  return {
    name: "icon-sprite",
    generateBundle() {
      const symbols = ICONS.map((name) => {
        const svg = readFileSync(here(`node_modules/lucide-static/icons/${name}.svg`), "utf8");
        const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
        return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
      });
      const licence = readFileSync(here("node_modules/lucide-static/LICENSE"), "utf8").replace(/--+/g, "-");
      const source = `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide icons\n${licence}-->${symbols.join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
      const mark = readFileSync(here("src/mark.svg"), "utf8");
      this.emitFile({ type: "asset", name: "mark.svg", originalFileName: "mark.svg", source: mark });
    },
  };
}

/** Ships the licences of what ends up in the built files. */
function licences() {
  const shipped = ["@fontsource-variable/bricolage-grotesque", "@fontsource-variable/inter", "d3-color", "d3-dispatch", "d3-drag", "d3-ease", "d3-interpolate", "d3-selection", "d3-timer", "d3-transition", "d3-zoom", "daisyui", "echarts", "htmx.org", "lucide-static", "tailwindcss", "zrender"];
  return {
    name: "licences",
    generateBundle() {
      const texts = shipped.map((name) => `${name}\n\n${readFileSync(here(`node_modules/${name}/LICENSE`), "utf8").trim()}\n`);
      this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: texts.join(`\n${"-".repeat(72)}\n\n`) });
    },
  };
}

export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [tailwindcss(), sprite(), licences()],
  build: {
    outDir: here("../src/showground/web/static"),
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: { main: here("src/main.js") } },
  },
});
