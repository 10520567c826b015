// For the desk, in place of Django's scripts and jQuery. Lists and forms work without, too.
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

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
    all(".action-counter output", bar).forEach(number => { number.textContent = chosen.length; });
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
  all(".question button", bar).forEach(button => button.addEventListener("click", () => count(true)));
  all(".clear button", bar).forEach(button => button.addEventListener("click", () => choose(false)));
  addEventListener("pageshow", () => count(false));
}

// What a field lacks is added in a window that is named after it and tells what was added.
const isWindow = document.querySelector("input[name=_popup]");
const depth = isWindow ? Number(window.name.split("__").pop()) || 0 : 0;
all(".add-related").forEach(link => link.addEventListener("click", event => {
  event.preventDefault();
  const field = link.id.replace(/^add_/, "");
  window.open(link.href, `${field}__${depth + 1}`, "width=800,height=600,resizable=yes,scrollbars=yes")?.focus();
}));
window.dismissAddRelatedObjectPopup = (added, value, words) => {
  const field = document.getElementById(added.name.replace(/__\d+$/, ""));
  if (field?.options) {
    field.add(new Option(words, value, true, true));
  } else if (field) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true, value });
    box.name = field.id.replace(/^id_/, "");
    const label = document.createElement("label");
    label.append(box, ` ${words}`);
    field.appendChild(document.createElement("div")).append(label);
  }
  added.close();
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
  const renumber = () => {
    const forms = all(".inline-related:not(.empty-form)", group);
    forms.forEach((form, number) => {
      for (const part of [form, ...all("*", form)]) {
        for (const { name, value } of [...part.attributes].filter(one => /^(id|name|for|aria-.*)$/.test(one.name))) {
          part.setAttribute(name, value.replace(new RegExp(`(^|\\W|_)${prefix}-(\\d+|__prefix__|empty)`, "g"), `$1${prefix}-${number}`));
        }
      }
      all(".inline_label", form).forEach(label => {
        if (!form.matches(".has_original")) label.textContent = `#${number + 1}`;
      });
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
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  all(".inline-related:not(.has_original, .empty-form)", group).forEach(removable);
  empty.after(add);
  renumber();
}

// "No, take me back"
all(".cancel-link").forEach(link => link.addEventListener("click", event => {
  event.preventDefault();
  if (isWindow) window.close();
  else history.back();
}));
