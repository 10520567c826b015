// For the desk, in place of Django's scripts and jQuery, and as old browsers read it. Nothing needs it.
"use strict";

const all = (selector, within) => [...(within || document).querySelectorAll(selector)];

// Lists: choosing all lines, all between two with the shift key, or further pages as well.
const lines = all("input.action-select");
const every = document.getElementById("action-toggle");
if (lines.length && every) {
  const bar = document.querySelector(".actions");
  const show = (part, isShown) => all(part, bar).forEach(one => one.classList.toggle("hidden", !isShown));
  let last = null;
  const count = isAcross => {
    const chosen = lines.filter(line => line.checked);
    lines.forEach(line => line.closest("tr").classList.toggle("selected", line.checked));
    every.checked = chosen.length === lines.length;
    all(".select-across", bar).forEach(field => { field.value = isAcross ? 1 : 0; });
    all(".action-counter b", bar).forEach(number => { number.textContent = chosen.length; });
    show(".action-counter", !isAcross);
    show(".all, .clear", isAcross);
    show(".question", every.checked && !isAcross);
  };
  const choose = isChosen => {
    lines.forEach(line => { line.checked = isChosen; });
    count(false);
  };
  every.addEventListener("change", () => choose(every.checked));
  lines.forEach(line => line.addEventListener("click", event => {
    const ends = [line, event.shiftKey && last || line].map(one => lines.indexOf(one)).sort((a, b) => a - b);
    lines.slice(ends[0], ends[1] + 1).forEach(one => { one.checked = line.checked; });
    last = line;
    count(false);
  }));
  const [question, clear] = [".question button", ".clear button"].map(name => bar.querySelector(name));
  if (question) {
    question.addEventListener("click", () => { count(true); clear.focus(); });
    clear.addEventListener("click", () => { choose(false); every.focus(); });
  }
  addEventListener("pageshow", () => count(false));
}

// What a field lacks is added in a window that is named after it and tells what was added, by the name that Django's
// own script in there calls.
const isWindow = document.querySelector("input[name=_popup]");
const depth = isWindow && Number(window.name.split("__").pop()) || 0;
document.addEventListener("click", event => {
  const link = event.target.closest(".add-related");
  const name = link && `${link.id.replace(/^add_/, "")}__${depth + 1}`;
  const opened = link && window.open(link.href, name, "width=800,height=600,resizable=yes,scrollbars=yes");
  if (opened) {
    event.preventDefault();
    opened.focus();
  }
});
window.dismissAddRelatedObjectPopup = (added, value, words) => {
  const field = document.getElementById(added.name.replace(/__\d+$/, ""));
  added.close();
  if (field && field.options) {
    field.add(new Option(words, value, true, true));
    field.focus();
  } else if (field && field.matches("input")) { // names, with commas between
    field.value = [field.value.replace(/[\s,;]+$/, ""), words].filter(Boolean).join(", ");
    field.focus();
  } else if (field) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true, value });
    box.name = field.id.replace(/^id_/, "");
    const label = document.createElement("label");
    label.append(box, ` ${words}`);
    field.appendChild(document.createElement("div")).append(label);
    box.focus();
  }
};

// Further lines of a form: copies of the empty one that Django sends along.
for (const group of all(".js-inline-admin-formset")) {
  const { prefix, addText, deleteText } = JSON.parse(group.dataset.inlineFormset).options;
  const [total, most] = ["TOTAL", "MAX_NUM"].map(name => document.getElementById(`id_${prefix}-${name}_FORMS`));
  const empty = document.getElementById(`${prefix}-empty`);
  if (!empty) continue;
  const button = (words, name, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: name, textContent: words });
    made.addEventListener("click", act);
    return made;
  };
  const number = (text, to) => text.replace(new RegExp(`(^|\\W|_)${prefix}-(\\d+|__prefix__|empty)`, "g"), `$1${prefix}-${to}`);
  const renumber = () => {
    const forms = all(".inline-related:not(.empty-form)", group);
    forms.forEach((form, index) => {
      for (const part of [form, ...all("*", form)]) {
        [...part.attributes].filter(one => /^(id|name|for|aria-(?!label$).*)$/.test(one.name))
          .forEach(one => part.setAttribute(one.name, number(one.value, index)));
      }
      if (form.matches(".has_original")) return;
      all(".inline_label", form).forEach(label => { label.textContent = `#${index + 1}`; });
      all(".inline-deletelink", form).forEach(remove => remove.setAttribute("aria-label", `${deleteText} #${index + 1}`));
    });
    total.value = forms.length;
    add.hidden = most.value !== "" && forms.length >= Number(most.value);
  };
  const removable = form => form.querySelector("h3").append(button(deleteText, "inline-deletelink", () => {
    form.remove();
    renumber();
    add.focus();
  }));
  const add = button(addText, "addlink", () => {
    const form = empty.cloneNode(true);
    form.classList.remove("empty-form", "last-related");
    empty.before(form);
    removable(form);
    renumber();
    const first = form.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  });
  all(".inline-related:not(.has_original):not(.empty-form)", group).forEach(removable);
  empty.after(add);
  renumber();
}
