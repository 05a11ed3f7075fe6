"""The page's own style: light and dark, narrow and wide, screen and paper."""

#: Colours of series: told apart in grey and by the colour-blind (after Okabe and Ito).
LIGHT = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8a8a8a")
DARK = ("#4ba3dc", "#f0b43c", "#2fc295", "#dd9bc2", "#8bcdf3", "#f07f2e", "#f4ea6c", "#a5a5a5")

_FILLS = "\n".join(f".f{k}{{fill:var(--c{k})}}.l{k}{{stroke:var(--c{k})}}" for k in range(8))


def _series(colours: tuple[str, ...]) -> str:
    return "".join(f"--c{k}:{c};" for k, c in enumerate(colours))


STYLE = f"""
:root{{--ink:#16191d;--soft:#4d5661;--line:#d4d9df;--paper:#fff;--wash:#f3f5f7;--link:#0b5a94;
--mark:#e3f0fa;{_series(LIGHT)}}}
@media (prefers-color-scheme:dark){{:root{{--ink:#e8eaed;--soft:#aeb6c0;--line:#3a424c;
--paper:#14171b;--wash:#1d2228;--link:#7cc0f2;--mark:#17324a;{_series(DARK)}}}}}
*{{box-sizing:border-box}}
html{{-webkit-text-size-adjust:100%;text-size-adjust:100%}}
body{{margin:0;color:var(--ink);background:var(--paper);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}}
header,main{{max-width:60rem;margin:0 auto;padding:0 1.25rem}}
header{{padding-top:2rem}}
header p{{color:var(--soft);margin:.2rem 0 0}}
main{{padding-bottom:4rem}}
h1{{font-size:1.9rem;line-height:1.2;margin:0}}
h2{{font-size:1.3rem;line-height:1.3;margin:2.6rem 0 .6rem;padding-top:.9rem;
border-top:1px solid var(--line)}}
main>section:first-child h2{{border-top:0;padding-top:0;margin-top:1.6rem}}
h3{{font-size:1.05rem;margin:1.6rem 0 .4rem}}
p,ul,ol,dl{{margin:.6rem 0;max-width:46rem}}
p,li,dd,td,th,figcaption{{overflow-wrap:anywhere}}
.lead{{font-size:1.25rem;line-height:1.4;font-weight:600;background:var(--mark);
border-left:4px solid var(--c0);padding:.8rem 1rem}}
.note{{color:var(--soft);font-size:.9rem}}
figcaption{{font-weight:600;font-size:.92rem;line-height:1.4;margin-bottom:.4rem}}
dl{{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.45rem 1.2rem}}
dt{{font-weight:600}}dd{{margin:0}}
a{{color:var(--link)}}
a:focus-visible,.scroll:focus-visible{{outline:3px solid var(--c0);outline-offset:2px}}
.skip{{position:absolute;left:-100vw}}.skip:focus{{left:1rem;top:.5rem;background:var(--paper)}}
nav ol{{columns:18rem 2;padding-left:1.6rem}}
.scroll{{overflow-x:auto;margin:1rem 0 .4rem}}
table{{border-collapse:collapse;font-size:.92rem;line-height:1.4;min-width:min(100%,26rem)}}
caption{{text-align:left;font-weight:600;padding:0 0 .4rem;white-space:normal}}
th,td{{padding:.32rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}}
th:first-child,td:first-child{{padding-left:.2rem}}
td{{overflow-wrap:normal;word-break:normal}}td:not(.number),tbody th{{min-width:7rem}}
td.long,tbody th.long{{min-width:13rem}}td.long{{overflow-wrap:anywhere}}
.many{{font-size:.82rem}}.many th,.many td{{padding:.25rem .4rem}}
.many td:not(.number){{min-width:0}}.many td.long,.many tbody th.long{{min-width:8rem}}
.many td.long:last-child{{width:38%}}
td.short,tbody th.short{{min-width:0;white-space:nowrap}}
caption{{max-width:calc(100vw - 2rem);overflow-wrap:normal}}
th{{overflow-wrap:normal;font-weight:600}}tbody th{{font-weight:500}}
thead th.number{{white-space:normal}}
thead th{{border-bottom:2px solid var(--soft);vertical-align:bottom}}
.number{{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}}
td strong{{background:var(--mark);padding:.05rem .25rem;border-radius:.2rem}}
figure{{margin:1.2rem 0}}
details{{border-top:1px solid var(--line);padding:.1rem 0}}
summary{{cursor:pointer;font-weight:600;padding:.4rem 0}}summary:focus-visible{{outline:3px solid
var(--c0);outline-offset:2px}}
.picture{{max-width:36rem}}
svg{{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",sans-serif}}
svg text{{fill:var(--ink)}}svg .over{{paint-order:stroke;stroke:var(--paper);stroke-width:3px}}
svg .soft{{fill:var(--soft)}}
svg .axis{{stroke:var(--soft);stroke-width:1}}svg .grid{{stroke:var(--line);stroke-width:1}}
svg .today{{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}}
svg .dot{{fill:var(--paper);stroke:var(--ink);stroke-width:2}}
svg .unknown{{fill:var(--line)}}svg .none{{fill:none;stroke-width:2}}
svg .ink{{stroke:var(--ink);stroke-width:2.5}}svg circle.ink{{fill:var(--ink);stroke:none}}
svg .thick{{stroke-width:5;stroke-linecap:round;stroke-linejoin:round}}
svg .curve{{fill:none;stroke-width:2.5}}
{_FILLS}
@media (max-width:60rem){{table{{font-size:.82rem}}td.long,tbody th.long{{min-width:8rem}}
td:not(.number){{min-width:5rem}}th,td{{padding:.28rem .45rem}}}}
@media (max-width:34rem){{body{{font-size:15px}}
table{{font-size:.92rem}}h1{{font-size:1.5rem}}header,main{{padding:0 .9rem}}
header{{padding-top:1.2rem}}dl{{grid-template-columns:1fr;gap:0}}dd{{margin-bottom:.55rem}}
.lead{{font-size:1.1rem}}svg{{font-size:13.5px}}
table.unfold,.unfold caption,.unfold tbody,.unfold tr,.unfold tbody th,.unfold td{{display:block}}
.unfold thead,.unfold td:empty{{display:none!important}}
.unfold tr{{border-bottom:1px solid var(--line);padding:.45rem 0}}
.unfold tbody th,.unfold td{{border:0;padding:.08rem 0;text-align:left;
min-width:0!important;width:auto!important;white-space:normal!important}}
.unfold tbody th{{font-weight:600}}
.unfold td{{display:grid;grid-template-columns:minmax(7rem,2fr) 3fr;gap:.7rem;justify-items:start}}
.unfold td::before{{content:attr(data-label) " ";color:var(--soft)}}
.unfold td.number,.unfold td.short{{display:inline-block;margin-right:1.1rem}}}}
@media print{{@page{{margin:16mm}}:root{{--ink:#000;--soft:#333;--line:#bbb;--paper:#fff;
--wash:#fff;--link:#000;--mark:#eee;{_series(LIGHT)}}}body{{font-size:10pt}}
header,main{{max-width:none;padding:0}}.skip{{display:none}}nav{{break-before:page}}
figure,tr,h2,h3{{break-inside:avoid}}h2,h3{{break-after:avoid}}.scroll{{overflow:visible}}
table{{font-size:8.5pt}}}}
"""
