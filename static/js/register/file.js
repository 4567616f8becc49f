/**
 * Files that are chosen are read into the field that is sent: without this, what they hold is pasted.
 */
for (const input of document.querySelectorAll("input[type=file][data-into]")) {
  if (!(input instanceof HTMLInputElement)) continue;
  const field = input.form?.elements.namedItem(input.dataset.into ?? "");
  input.closest("label")?.removeAttribute("hidden");
  input.addEventListener("change", async () => {
    if (field instanceof HTMLTextAreaElement) field.value = (await input.files?.[0]?.text()) ?? "";
  });
}
