// @ts-check
// Puts a chosen picture into its form in Base64, as the operation that takes it wants it.
import { say } from "./console.js";

const LARGEST = 256 * 1024;

/** @param {HTMLFormElement} form */
async function fill(form) {
  const chosen = form.querySelector("input[type=file]");
  const content = form.querySelector("input[name=content]");
  const file = chosen instanceof HTMLInputElement ? chosen.files?.[0] : undefined;
  if (!file || !(content instanceof HTMLInputElement)) return;
  if (file.size > LARGEST) {
    say("The picture is larger than 256 kB: choose a smaller one.");
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  content.value = btoa(text);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-logo]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form instanceof HTMLFormElement) void fill(form);
  });
}
