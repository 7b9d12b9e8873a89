package gallery

// style is the style sheet of every page. Fonts are the system's own.
const style = `:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --quiet: #666; --line: #ddd; --code: #f6f6f4; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --paper: #16181a; --quiet: #9a9a9a; --line: #3a3d40; --code: #1f2225; --link: #7db4f0; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.2rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.2rem; }
p, li { max-width: 44rem; }
a { color: var(--link); }
nav { font-size: .85rem; }
math { font-size: 1.08em; }
math[display=block] { margin: 1rem 0; overflow-x: auto; max-width: 44rem; }
figure { margin: 1.2rem 0; } figcaption { color: var(--quiet); font-size: .9rem; margin-top: .3rem; }
img { max-width: 100%; height: auto; background: #fff; }
pre { background: var(--code); padding: .7rem .9rem; overflow-x: auto; font-size: .84rem; line-height: 1.45; border-radius: 4px; }
pre.error { border-left: 4px solid #c00; white-space: pre-wrap; } pre.stderr { border-left: 4px solid #b80; }
code { font-family: ui-monospace, monospace; }
details.code { margin: .8rem 0; } details.code summary { color: var(--quiet); cursor: pointer; font-size: .85rem; }
.k { color: #a0308a; } .c { color: var(--quiet); } .s { color: #2a7a2a; } .n { color: #1c5fb0; }
table { border-collapse: collapse; margin: 1rem 0; } th, td { padding: .35rem .8rem; border-bottom: 1px solid var(--line); text-align: left; }
.card { border-top: 1px solid var(--line); } .thumbs { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem; align-items: start; }
.thumbs figure { margin: 0; }
@media print { details.code, nav { display: none; } main { max-width: none; } figure, math[display=block] { break-inside: avoid; } }
`
