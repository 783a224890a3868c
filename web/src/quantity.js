// Plus and minus beside a number field, and the number of tickets chosen. The form works without.

function refresh(form) {
  let count = 0;
  for (const input of form.querySelectorAll("[data-quantity]")) {
    const value = Number(input.value) || 0;
    count += value;
    const [less, more] = input.parentElement.querySelectorAll("button");
    less.disabled = value <= Number(input.min || 0);
    more.disabled = input.max !== "" && value >= Number(input.max);
  }
  const shown = form.querySelector("[data-quantity-total]");
  if (shown) {
    shown.hidden = count === 0;
    shown.querySelector("[data-quantity-count]").textContent = String(count);
  }
}

export function quantities(root) {
  for (const form of root.querySelectorAll("[data-quantities]:not([data-wired])")) {
    form.dataset.wired = "";
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (!button) return;
      const input = button.parentElement.querySelector("input");
      button.dataset.step === "1" ? input.stepUp() : input.stepDown();
      refresh(form);
    });
    form.addEventListener("input", () => refresh(form));
    refresh(form);
  }
}
