// Buttons that copy `data-copy`, or share it where the device offers to.

export function copyButtons(root) {
  for (const button of root.querySelectorAll("[data-copy]:not([data-wired])")) {
    button.dataset.wired = "";
    button.addEventListener("click", async () => {
      const text = new URL(button.dataset.copy, location.href).href;
      const value = button.dataset.copyKind === "text" ? button.dataset.copy : text;
      await navigator.clipboard.writeText(value);
      const label = button.querySelector("[data-copy-label]") ?? button;
      const before = label.textContent;
      label.textContent = button.dataset.copied;
      setTimeout(() => (label.textContent = before), 1600);
    });
  }
}
