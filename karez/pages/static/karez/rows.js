"use strict";
// Repeated rows of a form: added, removed, summed and pasted on the spot. Without this file the buttons ask the server.
(() => {
  const WIDE = /[！-～]/g;
  const UNITS = { 分: 0, 元: 2, 千元: 5, 万: 6, 万元: 6, 亿: 10, 亿元: 10 };
  const WAN = 6;

  const narrow = (text) =>
    text.replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[\s　]/g, "");

  // Fen as a BigInt, as the server reads it: a bare number is 万元. null where it is no amount.
  function fen(text) {
    const match = narrow(text).match(/^[¥￥]?([+-]?)([\d,]*)\.?(\d*)(分|千元|万元|亿元|元|万|亿)?整?$/);
    if (!match || !(match[2] + match[3])) return null;
    const places = match[4] ? UNITS[match[4]] : WAN;
    const rest = match[3].replace(/0+$/, "");
    if (rest.length > places) return null;
    const whole = match[2].replace(/,/g, "") + rest.padEnd(places, "0");
    return BigInt(match[1] === "-" ? "-" + (whole || "0") : whole || "0");
  }

  function wan(amount) {
    const sign = amount < 0n ? "-" : "";
    const digits = (amount < 0n ? -amount : amount).toString().padStart(WAN + 1, "0");
    const rest = digits.slice(-WAN).replace(/0+$/, "");
    return sign + digits.slice(0, -WAN) + (rest ? "." + rest : "");
  }

  function count(text, unit) {
    const bare = narrow(text).replace(/,/g, "");
    const digits = bare.endsWith(unit) ? bare.slice(0, -unit.length) : bare;
    return /^[+-]?\d+$/.test(digits) ? BigInt(digits) : null;
  }

  const grouped = (number) => number.toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const cell = (row, column) => row.querySelector(`[name$=".${column}"]`);
  const controls = (row) => [...row.querySelectorAll("td > input, td > select, td > textarea, td > .k-amount > input")];

  function sum(rows) {
    rows.body.querySelectorAll("tr").forEach((row, place) => {
      row.querySelector("th").textContent = String(place + 1);
    });
    rows.field.querySelectorAll("output[data-sum]").forEach((output) => {
      const unit = output.dataset.unit || "";
      let total = 0n;
      let unread = 0;
      rows.body.querySelectorAll("tr").forEach((row) => {
        const text = cell(row, output.dataset.sum).value.trim();
        if (!text) return;
        const number = unit ? count(text, unit) : fen(text);
        if (number === null) unread += 1;
        else total += number;
      });
      output.value = (unit ? grouped(total) : wan(total)) + (unread ? `（${unread} 格不是数字）` : "");
    });
  }

  function add(rows) {
    const number = rows.next;
    rows.next += 1;
    const row = rows.blank.content.firstElementChild.cloneNode(true);
    row.querySelectorAll("*").forEach((part) => {
      for (const { name, value } of [...part.attributes]) {
        const fresh = value
          .replaceAll(`${rows.name}.N.`, `${rows.name}.${number}.`)
          .replaceAll(`f-${rows.name}-N-`, `f-${rows.name}-${number}-`)
          .replace(/\.remove\.N$/, `.remove.${number}`)
          .replace("第 N 行", `第 ${number + 1} 行`);
        // What all cells of a column share keeps its id.
        if (fresh !== value && name !== "list") part.setAttribute(name, fresh);
      }
    });
    rows.body.append(row);
    return row;
  }

  // A choice is met by what people read as well as by what is sent.
  function fill(control, text) {
    if (control.type === "checkbox") {
      control.checked = /^(是|1|true|√|✓|y|yes)$/i.test(text);
    } else if (control.tagName === "SELECT") {
      const met = [...control.options].find(
        (option) => option.value === text || option.text.trim() === text || option.text.split("｜")[0].trim() === text,
      );
      control.value = met ? met.value : "";
    } else if (control.type === "date") {
      const day = text.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/);
      control.value = day ? `${day[1]}-${day[2].padStart(2, "0")}-${day[3].padStart(2, "0")}` : "";
    } else {
      control.value = text;
    }
  }

  function paste(rows, control, text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (lines.length === 1 && lines[0].length === 1) return false;
    const column = controls(control.closest("tr")).indexOf(control);
    let row = control.closest("tr");
    lines.forEach((cells) => {
      if (!row) row = add(rows);
      const across = controls(row).slice(column);
      cells.forEach((words, place) => {
        if (across[place]) fill(across[place], words.trim());
      });
      row = row.nextElementSibling;
    });
    sum(rows);
    return true;
  }

  function wire(field) {
    const body = field.querySelector("tbody");
    const rows = {
      field,
      body,
      name: field.dataset.rows,
      blank: field.querySelector("template"),
      next: body.rows.length,
    };
    field.querySelectorAll("[data-paste]").forEach((hint) => {
      hint.hidden = false;
    });
    field.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=edit]");
      if (!button) return;
      event.preventDefault();
      if (button.value === `${rows.name}.add`) {
        controls(add(rows))[0].focus();
      } else {
        const row = button.closest("tr");
        const near = row.nextElementSibling || row.previousElementSibling || add(rows);
        row.remove();
        controls(near)[0].focus();
      }
      sum(rows);
    });
    field.addEventListener("input", () => sum(rows));
    field.addEventListener("paste", (event) => {
      const control = event.target.closest("td input, td select, td textarea");
      if (control && paste(rows, control, event.clipboardData.getData("text/plain"))) event.preventDefault();
    });
    sum(rows);
  }

  document.querySelectorAll("[data-rows]").forEach(wire);
})();
