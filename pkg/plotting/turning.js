function (id, s) {
  "use strict";
  var box = document.getElementById(id);
  if (!box || box.querySelector("canvas")) return;
  var canvas = document.createElement("canvas"), g = canvas.getContext && canvas.getContext("2d");
  if (!g) return;
  var ratio = Math.max(1, Math.min(2, window.devicePixelRatio || 1));
  canvas.width = s.W * ratio; canvas.height = s.Hp * ratio;
  canvas.style.cssText = "width:" + s.W + "px;max-width:100%;touch-action:none;cursor:grab;display:block";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", (s.Title || "surface") + ", turns when dragged or with the arrow keys");
  canvas.tabIndex = 0;
  var turn = s.Turn, tilt = s.Tilt, zoom = 1, top = s.Title ? 34 : 16, waiting = false;
  var font = "px 'Liberation Sans', Arial, Helvetica, sans-serif";

  // place returns where a point of the plane (u, v from -1 to 1) at a height is seen.
  function place(u, v, h) {
    var c = Math.cos(turn), n = Math.sin(turn), x = u * s.Wx, y = v * s.Wy;
    var across = x * c - y * n, behind = x * n + y * c;
    var up = behind * Math.sin(tilt) + (h - 0.5) * s.Rise * Math.cos(tilt);
    var scale = zoom * Math.min(s.W / 3.1, (s.Hp - top) / 2.9);
    return [s.W / 2 + across * scale, (top + s.Hp) / 2 - up * scale, behind];
  }
  function path(points) {
    g.beginPath();
    for (var i = 0; i < points.length; i++) {
      if (i) g.lineTo(points[i][0], points[i][1]); else g.moveTo(points[i][0], points[i][1]);
    }
  }
  function line(points, style, width) { g.strokeStyle = style; g.lineWidth = width; path(points); g.stroke(); }
  function corner(i, j) {
    return place(2 * j / (s.Nx - 1) - 1, 2 * i / (s.Ny - 1) - 1, s.H[i * s.Nx + j] / 1000);
  }
  function tile(p, i, j) {
    var a = p[i * s.Nx + j], b = p[i * s.Nx + j + 1], c = p[(i + 1) * s.Nx + j + 1], d = p[(i + 1) * s.Nx + j];
    var k = i * s.Nx + j, sum = s.H[k] + s.H[k + 1] + s.H[k + s.Nx] + s.H[k + s.Nx + 1];
    if (s.Cut && sum === 4000) return;
    var fill = s.Shades[Math.round(sum / 4000 * (s.Shades.length - 1))];
    path([a, b, c, d]); g.closePath();
    g.fillStyle = fill; g.fill(); g.strokeStyle = fill; g.lineWidth = 0.7; g.stroke();
    if (i % 4 === 0) line([a, b], "rgba(0,0,0,0.28)", 0.7);
    if (j % 4 === 0) line([a, d], "rgba(0,0,0,0.28)", 0.7);
  }
  // write sets a name with its parts behind _{ and ^{ smaller.
  function write(text, x, y, align, bold) {
    var size = bold ? 17 : 15, parts = [], width = 0, re = /([_^])\{([^}]*)\}|[^_^]+|[_^]/g, m;
    while ((m = re.exec(text)) !== null) {
      var p = m[1] ? { t: m[2], z: 0.72 * size, y: m[1] === "_" ? 3 : -5 } : { t: m[0], z: size, y: 0 };
      g.font = (bold ? "bold " : "") + p.z + font;
      p.w = g.measureText(p.t).width; width += p.w; parts.push(p);
    }
    x -= align === "center" ? width / 2 : align === "right" ? width : 0;
    g.fillStyle = "#222"; g.textAlign = "left"; g.textBaseline = "alphabetic";
    parts.forEach(function (p) {
      g.font = (bold ? "bold " : "") + p.z + font;
      g.fillText(p.t, x, y + p.y); x += p.w;
    });
  }
  // near returns the corner of the floor that is nearest to the eye.
  function near() {
    var best = [1, -1], least = Infinity;
    [[-1, -1], [1, -1], [1, 1], [-1, 1]].forEach(function (c) {
      var b = place(c[0], c[1], 0)[2];
      if (b < least) { least = b; best = c; }
    });
    return best;
  }
  function outside(text, u, v, h, out) {
    var p = place(u, v, h), m = place(0, 0, h), dx = p[0] - m[0], dy = p[1] - m[1], n = Math.hypot(dx, dy) || 1;
    write(text, p[0] + out * dx / n, p[1] + out * Math.max(dy / n, 0.35) + 5, "center");
  }
  function draw() {
    waiting = false;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = "#fff"; g.fillRect(0, 0, s.W, s.Hp);
    g.lineJoin = "round";
    if (s.Title) write(s.Title, 8, 22, "left", true);
    var floor = [place(-1, -1, 0), place(1, -1, 0), place(1, 1, 0), place(-1, 1, 0)];
    path(floor); g.closePath(); g.fillStyle = "#f4f4f4"; g.fill();
    line(floor.concat([floor[0]]), "#888", 1);
    var n = near(), posts = [[-n[0], -n[1]], [n[0], -n[1]], [-n[0], n[1]]];
    posts.forEach(function (c) { line([place(c[0], c[1], 0), place(c[0], c[1], 1)], "#888", 1); });
    var p = new Array(s.Nx * s.Ny), i, j;
    for (i = 0; i < s.Ny; i++) for (j = 0; j < s.Nx; j++) p[i * s.Nx + j] = corner(i, j);
    for (var a = 0; a < s.Ny - 1; a++) for (var b = 0; b < s.Nx - 1; b++) {
      tile(p, n[1] < 0 ? s.Ny - 2 - a : a, n[0] < 0 ? s.Nx - 2 - b : b); // from far to near
    }
    (s.Dots || []).forEach(function (d) {
      var q = place(d.U, d.V, d.H / 1000);
      g.beginPath(); g.arc(q[0], q[1], 3, 0, 7); g.fillStyle = d.C; g.fill();
      g.strokeStyle = "#222"; g.lineWidth = 1; g.stroke();
    });
    outside(s.Xs[0], -0.88, n[1], 0, 14); outside(s.X, 0, n[1], 0, 24); outside(s.Xs[1], 0.88, n[1], 0, 14);
    outside(s.Ys[0], n[0], -0.88, 0, 14); outside(s.Y, n[0], 0, 0, 24); outside(s.Ys[1], n[0], 0.88, 0, 14);
    var left = posts.slice(1).sort(function (a, b) { return place(a[0], a[1], 0)[0] - place(b[0], b[1], 0)[0]; })[0];
    var low = place(left[0], left[1], 0), high = place(left[0], left[1], 1);
    write(s.Zs[0], low[0] - 8, low[1] - 6, "right"); write(s.Zs[1], high[0] - 8, high[1] + 5, "right");
    write(s.Bar, high[0], high[1] - 14, "center");
  }
  function again() { if (!waiting) { waiting = true; requestAnimationFrame(draw); } }
  function move(dx, dy) {
    turn += dx; tilt = Math.max(0.05, Math.min(Math.PI / 2, tilt + dy)); again();
  }
  var last = null;
  canvas.addEventListener("pointerdown", function (e) { last = [e.clientX, e.clientY]; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener("pointermove", function (e) {
    if (!last) return;
    move((e.clientX - last[0]) * 0.01, (e.clientY - last[1]) * 0.01);
    last = [e.clientX, e.clientY];
  });
  ["pointerup", "pointercancel"].forEach(function (n) { canvas.addEventListener(n, function () { last = null; }); });
  canvas.addEventListener("keydown", function (e) {
    var way = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[e.key];
    if (way) { move(way[0], way[1]); e.preventDefault(); e.stopPropagation(); }
  });
  canvas.addEventListener("dblclick", function () { turn = s.Turn; tilt = s.Tilt; again(); });
  draw();
  box.replaceChild(canvas, box.firstChild);
}
