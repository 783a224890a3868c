// Light, dark or the system's: kept in a cookie that the server reads, so no page flashes.

const YEAR_SECONDS = 31_536_000;

export function themeSwitch() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    const theme = button.dataset.themeSet;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=${theme === "system" ? 0 : YEAR_SECONDS}; samesite=lax`;
    for (const other of document.querySelectorAll("[data-theme-set]")) {
      other.setAttribute("aria-pressed", String(other.dataset.themeSet === theme));
    }
    document.dispatchEvent(new CustomEvent("theme:changed"));
  });
}
