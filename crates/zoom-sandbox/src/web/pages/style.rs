//! How the pages look, in light and in dark.

pub(super) const CSS: &str = r#"
:root{color-scheme:light dark;--bg:#f4f5f8;--card:#fff;--text:#1c2333;--muted:#5a6478;--line:#d9dde6;--accent:#1a56c4;--on:#fff;--danger:#b3261e;--good:#17693c}
@media (prefers-color-scheme:dark){:root{--bg:#14171f;--card:#1e2330;--text:#e8ebf2;--muted:#a5aec0;--line:#39415a;--accent:#8ab4ff;--on:#10131a;--danger:#ff9d94;--good:#7fd8a4}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
header{display:flex;gap:.75rem;align-items:baseline;padding:.9rem 1.25rem;background:var(--card);border-bottom:1px solid var(--line)}
header a{font-weight:700;color:inherit;text-decoration:none}
header span,small{color:var(--muted)}
header nav{margin-left:auto}
header nav a{font-weight:600}
main{max-width:68rem;margin:0 auto;padding:1.25rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.25rem 1.5rem;margin-bottom:1.25rem;overflow-x:auto}
h1{font-size:1.35rem;margin:0 0 .75rem}
h2{font-size:1.1rem;margin:0 0 .75rem}
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:700;padding-bottom:.5rem}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line);vertical-align:top}
th{color:var(--muted);font-weight:600}
fieldset{border:1px solid var(--line);border-radius:8px;margin:0 0 1rem;padding:.75rem 1rem;min-width:0}
legend{font-weight:600;padding:0 .35rem}
label{display:block;margin:.35rem 0}
.choice{display:flex;gap:.6rem;align-items:baseline}
input[type=text],input[type=number],select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--muted);border-radius:6px;padding:.35rem .5rem;max-width:100%}
button,.button{font:inherit;font-weight:600;color:var(--text);background:transparent;border:1px solid var(--muted);border-radius:8px;padding:.4rem .9rem;cursor:pointer;text-decoration:none;display:inline-block}
.primary{background:var(--accent);border-color:var(--accent);color:var(--on)}
.danger{border-color:var(--danger);color:var(--danger)}
.buttons{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
form.inline{display:inline-flex;gap:.4rem;align-items:center;margin:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.notice{border-left:5px solid var(--accent)}
.good{color:var(--good)}.bad{color:var(--danger)}
.number{white-space:nowrap}
a{color:var(--accent)}
code,pre{font-family:ui-monospace,monospace;font-size:.875em}
pre{white-space:pre-wrap;word-break:break-all;margin:.5rem 0}
.grid label:not(.choice)>input,.grid label>select{display:block;width:100%}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem}
"#;
