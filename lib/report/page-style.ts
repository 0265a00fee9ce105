/** How the page looks: light and dark, on a phone and on paper. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1f2328;--soft:#57606a;--line:#d0d7de;--box:#f6f8fa;--link:#0550ae;--mark:#9a3b00;
--p0:#3b6fb6;--p1:#b3541e;--p2:#2f7d4f;--p3:#8a4fbf;--p4:#a33b5b;--p5:#57606a;--p6:#7a6a00;--p7:#007d8a;
--error:#b3261e;--warning:#7d4e00;--notice:#0550ae}
@media(prefers-color-scheme:dark){:root:not([data-theme=light]){--back:#0d1117;--text:#e6edf3;--soft:#9aa4af;--line:#30363d;--box:#161b22;--link:#79c0ff;--mark:#ffa657;
--p0:#6ea8fe;--p1:#f0883e;--p2:#56d364;--p3:#c297ff;--p4:#ff7b9c;--p5:#9aa4af;--p6:#d4c000;--p7:#39c5cf;--error:#ff7b72;--warning:#e3b341;--notice:#79c0ff}}
:root[data-theme=dark]{color-scheme:dark;--back:#0d1117;--text:#e6edf3;--soft:#9aa4af;--line:#30363d;--box:#161b22;--link:#79c0ff;--mark:#ffa657;
--p0:#6ea8fe;--p1:#f0883e;--p2:#56d364;--p3:#c297ff;--p4:#ff7b9c;--p5:#9aa4af;--p6:#d4c000;--p7:#39c5cf;--error:#ff7b72;--warning:#e3b341;--notice:#79c0ff}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif}
header,main{max-width:1200px;margin:0 auto;padding:0 16px}
header{padding-top:24px}
h1{font-size:26px;margin:0}h2{font-size:20px;margin:40px 0 8px;border-bottom:1px solid var(--line);padding-bottom:4px}h3{font-size:16px;margin:16px 0 4px}
p{margin:6px 0}.note,.none,caption{color:var(--soft)}a{color:var(--link)}
nav{position:sticky;top:0;background:var(--back);border-bottom:1px solid var(--line);z-index:1;padding:8px 16px;display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center}
nav a{padding:4px 0}
input[type=search]{flex:1 1 220px;min-width:0;font:inherit;padding:6px 10px;border:1px solid var(--soft);border-radius:6px;background:var(--back);color:var(--text)}
button{font:inherit;padding:6px 10px;border:1px solid var(--soft);border-radius:6px;background:var(--box);color:var(--text);cursor:pointer}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--back);padding:8px;z-index:2}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}caption{text-align:left;padding:4px 0;font-size:13px}
th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}th{white-space:nowrap}
td{overflow-wrap:anywhere;min-width:60px}
.graph{border:1px solid var(--line);border-radius:8px;background:var(--back)}.graph svg{display:block;margin:0 auto;width:100%;min-width:640px;height:auto}
.layer rect{fill:var(--box);stroke:var(--soft)}.layer text{fill:var(--text);font:600 13px system-ui,sans-serif}.layer .note{font-weight:400;font-size:11px;fill:var(--soft)}
.edge{fill:none;stroke:var(--soft);stroke-width:1.3}.head{fill:var(--soft)}
svg a:hover rect{stroke-width:2}svg a:focus-visible rect{stroke:var(--link);stroke-width:3}
.chosen rect{stroke:var(--link);stroke-width:3}.near rect{stroke:var(--mark);stroke-width:2;stroke-dasharray:5 3}.edge.near{stroke:var(--mark);stroke-width:2.5}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:12px;margin-top:12px}
.card{border:1px solid var(--line);border-radius:8px;padding:4px 14px 10px;background:var(--box);scroll-margin-top:90px;min-width:0}.card.chosen{border-color:var(--link);box-shadow:0 0 0 2px var(--link)}
section{scroll-margin-top:70px}
.bar{margin:10px 0}.track{display:flex;height:18px;border:1px solid var(--soft);border-radius:4px;overflow:hidden;background:var(--box)}
.part{border-right:1px solid var(--back)}.p0{background:var(--p0)}.p1{background:var(--p1)}.p2{background:var(--p2)}.p3{background:var(--p3)}.p4{background:var(--p4)}.p5{background:var(--p5)}.p6{background:var(--p6)}.p7{background:var(--p7)}
.badge{font-weight:600}.error{color:var(--error)}.warning{color:var(--warning)}.notice{color:var(--notice)}
pre{background:var(--box);border:1px solid var(--line);border-radius:8px;padding:12px;font-size:13px}
code{font-size:13px}
.card td:first-child{white-space:nowrap}
@media(max-width:600px){.cards{grid-template-columns:1fr}nav{position:static}h1{font-size:22px}}
@media print{nav,.skip{display:none}body{font-size:11px}.graph,.card,figure{break-inside:avoid}.scroll{overflow:visible}}
`;
