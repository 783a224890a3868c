// Passkeys: asks the authenticator what the server wants to know, and sends its answer back.

const token = (form) => form.querySelector("[name=csrf_token]").value;

async function send(form, path, body) {
  const headers = { "x-csrf-token": token(form), "content-type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), redirect: "error" });
  return [answer.ok, await answer.json()];
}

async function asked(form, ask) {
  const [given, options] = await send(form, form.dataset.options, {});
  if (!given) return [false, options];
  const credential = await ask(options);
  const field = (name) => form.elements[name]?.value ?? "";
  return send(form, form.getAttribute("action"), { credential: credential.toJSON(), name: field("passkey_name"), next: field("next") });
}

const create = (options) =>
  navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
const get = (options) =>
  navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

/** Wires the forms that register a passkey or sign in with one; where the browser knows none, they stay hidden. */
export function passkeys(root) {
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  for (const form of root.querySelectorAll("[data-passkey]:not([data-wired])")) {
    form.dataset.wired = "";
    form.hidden = false;
    const problem = form.querySelector("[data-passkey-problem]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        const [fine, answer] = await asked(form, form.dataset.passkey === "create" ? create : get);
        if (fine || answer.next) return location.assign(answer.next);
        problem.querySelector("[data-passkey-says]").textContent = answer.says ?? form.dataset.failed;
      } catch {
        problem.querySelector("[data-passkey-says]").textContent = form.dataset.failed;
      }
      problem.hidden = false;
    });
  }
}
