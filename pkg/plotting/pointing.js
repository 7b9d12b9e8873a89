function (id, s) {
  "use strict";
  var box = document.getElementById(id);
  if (!box || box.querySelector("canvas")) return;
  var canvas = document.createElement("canvas"), g = canvas.getContext && canvas.getContext("2d");
  if (!g) return;
  var ratio = Math.max(1, Math.min(2, window.devicePixelRatio || 1));
  canvas.width = s.W * ratio; canvas.height = s.Hp * ratio;
  canvas.style.cssText = "width:" + s.W + "px;max-width:100%;cursor:crosshair;display:block";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", (s.Title || "codes") + ", shows the image under the pointer, or of the next dot with the arrow keys");
  canvas.tabIndex = 0;
  var font = "px 'Liberation Sans', Arial, Helvetica, sans-serif";
  var left = 64, right = s.W - 12, top = s.Title ? 38 : 12, bottom = s.Hp - 50, at = -1, waiting = false;
  var sheet = new Image();
  sheet.onload = again;
  sheet.src = s.Sheet;

  function px(i) { return left + s.X[i] * (right - left); }
  function py(i) { return bottom - s.Y[i] * (bottom - top); }
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
  function line(x0, y0, x1, y1, style) {
    g.strokeStyle = style; g.lineWidth = 1; g.beginPath(); g.moveTo(x0, y0); g.lineTo(x1, y1); g.stroke();
  }
  function axes() {
    if (s.Title) write(s.Title, 8, 22, "left", true);
    (s.Xs || []).forEach(function (t) {
      var x = left + t.P * (right - left);
      line(x, top, x, bottom, "#e4e4e4"); write(t.T, x, bottom + 20, "center");
    });
    (s.Ys || []).forEach(function (t) {
      var y = bottom - t.P * (bottom - top);
      line(left, y, right, y, "#e4e4e4"); write(t.T, left - 8, y + 5, "right");
    });
    line(left, top, left, bottom, "#888"); line(left, bottom, right, bottom, "#888");
    write(s.Xn, (left + right) / 2, s.Hp - 8, "center");
    g.save(); g.translate(16, (top + bottom) / 2); g.rotate(-Math.PI / 2); write(s.Yn, 0, 0, "center"); g.restore();
  }
  function dot(i, r) {
    g.beginPath(); g.arc(px(i), py(i), r, 0, 7);
    g.fillStyle = s.Colours[s.L ? s.L[i] : 0]; g.fill();
  }
  // card draws the image of dot i beside it, inside the canvas.
  function card(i) {
    var zoom = Math.max(1, Math.round(112 / Math.max(s.Wt, s.H))), w = s.Wt * zoom, h = s.H * zoom;
    var x = px(i) + 14, y = py(i) - h - 40;
    if (x + w + 8 > s.W) x = px(i) - w - 20;
    y = Math.max(4, Math.min(s.Hp - h - 36, y));
    g.fillStyle = "#fff"; g.fillRect(x - 4, y - 4, w + 8, h + 32);
    g.strokeStyle = "#222"; g.lineWidth = 1; g.strokeRect(x - 4, y - 4, w + 8, h + 32);
    g.imageSmoothingEnabled = false;
    if (sheet.complete) g.drawImage(sheet, i % s.Cols * s.Wt, Math.floor(i / s.Cols) * s.H, s.Wt, s.H, x, y, w, h);
    g.font = "13" + font; g.fillStyle = "#222"; g.textAlign = "left";
    g.fillText((s.L ? s.L[i] + ":  " : "") + "(" + s.U[i] + ", " + s.V[i] + ")", x, y + h + 18);
  }
  function draw() {
    waiting = false;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = "#fff"; g.fillRect(0, 0, s.W, s.Hp);
    axes();
    g.save(); g.beginPath(); g.rect(left, top, right - left, bottom - top); g.clip();
    for (var i = 0; i < s.X.length; i++) dot(i, 4);
    g.restore();
    if (at < 0) return;
    dot(at, 6); g.strokeStyle = "#222"; g.lineWidth = 1.5; g.stroke();
    card(at);
  }
  function again() { if (!waiting) { waiting = true; requestAnimationFrame(draw); } }
  function show(i) { if (i !== at) { at = i; again(); } }
  canvas.addEventListener("pointermove", function (e) {
    var r = canvas.getBoundingClientRect(), scale = s.W / r.width;
    var x = (e.clientX - r.left) * scale, y = (e.clientY - r.top) * scale, best = -1, least = 900;
    for (var i = 0; i < s.X.length; i++) {
      var d = (px(i) - x) * (px(i) - x) + (py(i) - y) * (py(i) - y);
      if (d < least) { least = d; best = i; }
    }
    show(best);
  });
  canvas.addEventListener("pointerleave", function () { show(-1); });
  canvas.addEventListener("keydown", function (e) {
    var way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[e.key];
    if (way) { show((at + way + s.X.length) % s.X.length); e.preventDefault(); e.stopPropagation(); }
  });
  draw();
  box.replaceChild(canvas, box.firstChild);
}
