// @ts-check
// The searches inside forms: Enter searches at once, and does not send the form.

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.matches("[data-words]")) {
    event.preventDefault();
  }
});
