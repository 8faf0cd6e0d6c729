/* The flow of the money: draws what #flow-data holds. Colours are the style sheet's; a click opens the figure. */
(function () {
  "use strict";
  var el = document.getElementById("sankey"), said = document.getElementById("flow-data");
  if (!el || !said || !window.echarts) return;
  var data = JSON.parse(said.textContent);
  if (!data.wide.links.length) return;
  var root = getComputedStyle(document.documentElement);
  var css = function (name) { return root.getPropertyValue(name).trim(); };
  var INK = css("--k-ink"), still = window.matchMedia("(prefers-reduced-motion: reduce)");
  document.getElementById("flow-chart").hidden = false;
  document.getElementById("flow-hint").hidden = false;
  document.getElementById("flow-table").open = false;

  var TOP = 8, BOTTOM = 10, WIDTH = 9;
  var chart = window.echarts.init(el, null, { renderer: "svg" });

  /* Places of our own in the wide layout: projects top to bottom, a category beside its projects, the rest centred. */
  function place(nodes, links, height, gap) {
    var columns = [], scale = Infinity, at = {};
    nodes.forEach(function (node) { (columns[node.depth] = columns[node.depth] || []).push(node); });
    columns.forEach(function (column) {
      var sum = column.reduce(function (total, node) { return total + node.value; }, 0);
      scale = Math.min(scale, (height - gap * (column.length - 1)) / sum);
    });
    function stack(column, space) {
      var full = column.reduce(function (total, node) { return total + node.value * scale; }, 0);
      space = Math.min(space, column.length > 1 ? (height - full) / (column.length - 1) : space);
      var y = (height - full - space * (column.length - 1)) / 2;
      column.forEach(function (node) { at[node.name] = y; y += node.value * scale + space; });
    }
    var spaces = [34, 26, gap, gap, 44];
    columns.forEach(function (column, depth) { stack(column, spaces[depth]); });
    var projects = columns[3] || [], middle = {};
    links.forEach(function (link) {
      var to = projects.find(function (node) { return node.name === link.target; });
      if (!to) return;
      var span = middle[link.source] = middle[link.source] || [Infinity, -Infinity];
      span[0] = Math.min(span[0], at[to.name]);
      span[1] = Math.max(span[1], at[to.name] + to.value * scale);
    });
    var lowest = 0; // categories follow their projects and never overlap
    (columns[2] || []).forEach(function (node) {
      var span = middle[node.name];
      if (span) at[node.name] = Math.max((span[0] + span[1] - node.value * scale) / 2, lowest);
      lowest = at[node.name] + node.value * scale + gap;
    });
    nodes.forEach(function (node) { node.y = Math.max(at[node.name], 0) / height; });
  }

  function draw() {
    var small = el.clientWidth < 640, from = small ? data.small : data.wide;
    var gap = small ? 12 : 12.5, last = Math.max.apply(null, from.nodes.map(function (node) { return node.depth; }));
    // Names of projects end before the labels of the last column.
    var room = Math.max(7, Math.floor((el.clientWidth * 0.257 - 140) / 12));
    function label_of(node) {
      return small || node.depth !== last - 1 || node.label.length <= room ? node.label : node.label.slice(0, room - 1).replace("…", "") + "…";
    }
    if (!small) place(from.nodes, from.links, el.clientHeight - TOP - BOTTOM, gap);
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: css("--k-font") },
      tooltip: {
        confine: true, borderColor: css("--k-line"), textStyle: { color: INK, fontSize: 12 },
        formatter: function (over) {
          var d = over.data, head = document.createElement("span"), names = names_of(from);
          head.textContent = over.dataType === "edge" ? names[d.source] + " → " + names[d.target] : d.full;
          return head.innerHTML + "<br><b>" + d.text + "</b> 万元<br>" + d.yuan + " 元";
        }
      },
      series: [{
        type: "sankey", left: 14, right: 16, top: TOP, bottom: BOTTOM, nodeWidth: WIDTH, nodeGap: gap,
        layoutIterations: 0, draggable: false, emphasis: { focus: still.matches ? "none" : "trajectory" },
        lineStyle: { curveness: 0.5 },
        data: from.nodes.map(function (node) {
          return {
            name: node.name, depth: node.depth, localY: small ? undefined : node.y, text: node.text, yuan: node.yuan,
            full: node.full, short: label_of(node), url: node.url, itemStyle: { color: css(node.tone), borderWidth: 0 },
            label: { position: node.depth === last ? "left" : "right" }
          };
        }),
        links: from.links.map(function (link) {
          return {
            source: link.source, target: link.target, value: link.value, text: link.text, yuan: link.yuan,
            url: link.url, lineStyle: { color: css(link.tone), opacity: link.opacity }
          };
        }),
        label: {
          fontSize: 12, color: INK, distance: 4, backgroundColor: "rgba(255,255,255,.8)", borderRadius: 2, padding: [0, 3, 1, 3],
          formatter: function (over) { return "{n|" + over.data.short + "} {v|" + over.data.text + "}"; },
          rich: { n: { fontSize: 12, color: INK }, v: { fontSize: 12, fontWeight: 600, color: INK } }
        }
      }]
    }, true);
  }

  function names_of(from) {
    var names = {};
    from.nodes.forEach(function (node) { names[node.name] = node.full; });
    return names;
  }

  draw();
  chart.on("click", function (over) { if (over.data && over.data.url) window.location.href = over.data.url; });
  var waiting;
  window.addEventListener("resize", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { chart.resize(); draw(); }, 120);
  });
})();
