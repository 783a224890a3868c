// Draws a figure from the table inside it, so that the table is the data and the alternative at once.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([LineChart, BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

// Colour is never the only carrier: lines differ by dash and mark too, bars by pattern. As many as there are --plot tokens.
const DASHES = ["solid", [8, 4], [2, 3], [12, 3, 2, 3], [5, 2], [14, 5], [2, 6], [8, 3, 2, 3, 2, 3]];
const NUMBERS = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
const MARKS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond"];

/** A token as rgb: the canvas library does not know oklch. */
function colour(name) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${r}, ${g}, ${b})`;
}

function read(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]);
  return {
    heads,
    labels: rows.map((cells) => cells[0].textContent.trim()),
    series: heads.slice(1).map((name, i) => ({ name, data: rows.map((cells) => Number(cells[i + 1].dataset.value)) })),
    texts: rows.map((cells) => cells.map((cell) => cell.textContent.trim())),
    raw: rows.map((cells) => cells.map((cell, i) => (i ? cell.dataset.value : cell.textContent.trim()))),
  };
}

function options(data, kind, unit) {
  const [ink, muted, line, paper] = ["--color-base-content", "--muted", "--color-base-300", "--surface"].map(colour);
  const family = getComputedStyle(document.body).fontFamily;
  const type = kind === "bar" ? "bar" : "line";
  const several = data.series.length > 1;
  const nth = (list, i) => list[i % list.length];
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 180,
    color: DASHES.map((_, i) => colour(`--plot-${i + 1}`)),
    aria: { enabled: several && type === "bar", label: { enabled: false }, decal: { show: true } },
    textStyle: { fontFamily: family, color: ink },
    grid: { left: 4, right: 12, top: unit || several ? 34 : 12, bottom: 4, containLabel: true },
    legend: several ? { type: "scroll", top: 0, right: 0, left: 64, itemWidth: 28, itemHeight: 14, textStyle: { color: muted } } : undefined,
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: paper, borderColor: line, textStyle: { color: ink, fontSize: 13 },
      formatter: (points) => [data.labels[points[0].dataIndex], ...points.map((p) => `${p.seriesName}: ${data.texts[p.dataIndex][p.seriesIndex + 1]}`)].join("\n"),
    },
    xAxis: { type: "category", data: data.labels, boundaryGap: type === "bar", axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { color: muted, fontSize: 12, hideOverlap: true } },
    yAxis: { type: "value", name: unit, nameTextStyle: { color: muted, align: "left", fontSize: 12 }, minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: line } }, axisLabel: { color: muted, fontSize: 12, formatter: (value) => NUMBERS.format(value) } },
    series: data.series.map((one, i) => ({ ...one, type, showSymbol: several || data.labels.length < 15, symbol: nth(MARKS, i), symbolSize: several ? 7 : 6, lineStyle: { width: 2.5, type: nth(DASHES, i) }, areaStyle: type === "line" && !several ? { opacity: 0.14 } : undefined, stack: several && type === "bar" ? "all" : undefined, barMaxWidth: 28, itemStyle: { borderRadius: several ? 0 : [4, 4, 0, 0] } })),
  };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function csv(data) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [data.heads, ...data.raw].map((row) => row.map(cell).join(",")).join("\r\n");
}

function png(chart, name) {
  const address = chart.getDataURL({ pixelRatio: 2, backgroundColor: colour("--surface") });
  const bytes = Uint8Array.from(atob(address.split(",")[1]), (sign) => sign.charCodeAt(0));
  save(new Blob([bytes], { type: "image/png" }), name);
}

function draw(figure) {
  const data = read(figure.querySelector("table"));
  const name = figure.dataset.plotName || "plot";
  figure.classList.add("plot-ready");
  const chart = echarts.init(figure.querySelector(".plot-canvas"));
  const paint = () => chart.setOption(options(data, figure.dataset.plot, figure.dataset.plotUnit), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(figure);
  document.addEventListener("theme:changed", paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  figure.querySelector("[data-plot-csv]").addEventListener("click", () => save(new Blob([csv(data)], { type: "text/csv" }), `${name}.csv`));
  figure.querySelector("[data-plot-png]").addEventListener("click", () => png(chart, `${name}.png`));
}

export function plots(root) {
  for (const figure of root.querySelectorAll("[data-plot]:not([data-wired])")) {
    figure.dataset.wired = "";
    draw(figure);
  }
}
