// Keeps what is typed in a step, a moment after the last key; and shows plans that
// look like the one whose name is being typed. Without it the buttons do the same.
const form = document.querySelector("[data-draft]");
const state = form?.querySelector("[data-draft-state]");
let saving = 0;
const save = async () => {
  const sent = new FormData(form);
  sent.set("bewaar", "1");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(sent),
      headers: { "X-Requested-With": "save" },
    });
    if (!answer.ok) throw new Error(answer.status);
    if (answer.status === 201) {
      const { address } = await answer.json();
      form.action = address;
      history.replaceState(null, "", address);
    }
    state.textContent = form.dataset.saved;
  } catch {
    state.textContent = form.dataset.failed;
  }
};
form?.addEventListener("input", () => {
  clearTimeout(saving);
  saving = setTimeout(save, 1500);
});
form?.addEventListener("submit", () => clearTimeout(saving));

const title = form?.querySelector("[data-similar]");
const place = form?.querySelector("[data-similar-place]");
let asking = 0;
const line = (plan) => {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = plan.address;
  link.target = "_blank";
  link.textContent = plan.title;
  const more = document.createElement("span");
  more.className = "small muted";
  more.textContent = [plan.place, plan.round, plan.status].filter(Boolean).join(" · ");
  item.append(link, more);
  return item;
};
const show = (plans) => {
  place.hidden = plans.length === 0;
  if (place.hidden) return place.replaceChildren();
  const heading = document.createElement("strong");
  heading.textContent = place.dataset.title;
  const text = document.createElement("p");
  text.className = "small";
  text.textContent = place.dataset.text;
  const list = document.createElement("ul");
  list.className = "similar__list";
  list.append(...plans.map(line));
  place.replaceChildren(heading, text, list);
};
title?.addEventListener("input", () => {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const query = new URLSearchParams({ q: title.value });
    const answer = await fetch(`${place.dataset.similarFrom}?${query}`);
    if (answer.ok) show((await answer.json()).plans);
  }, 350);
});
