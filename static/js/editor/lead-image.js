// The search for a lead image, labelled for screen readers; select2 labels none of its parts.
const field = document.querySelector("#id_lead_image");
const label = document.querySelector("label[for=id_lead_image]");

function nameParts() {
  const box = field.nextElementSibling.querySelector("[role=combobox]");
  const chosen = box.querySelector("[role=textbox]");
  label.id = "id_lead_image_label";
  chosen.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
  window.django
    .jQuery(field)
    .on("select2:open", () => open(box))
    .on("select2:close", () => {
      box.removeAttribute("aria-controls");
    });
}

function open(box) {
  const choices = document.querySelector(".select2-dropdown").parentElement;
  document.querySelector("main").append(choices); // select2 puts it outside of every landmark
  box.setAttribute("aria-controls", choices.querySelector("[role=listbox]").id);
  choices.querySelector("[role=listbox]").setAttribute("aria-labelledby", label.id);
  const search = choices.querySelector("[role=searchbox]");
  search.setAttribute("aria-labelledby", label.id);
  search.focus();
}

// After select2 has been made, which waits for the document as well.
if (field && label) window.django.jQuery(nameParts);
