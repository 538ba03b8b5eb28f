"""What people type, and what may be left of it. Two judges besides bleach: html.parser walks what
comes out and names everything that is not allowed; nh3, with the same policy, finds no more."""

import re
import sys
from collections import Counter
from html import escape
from html.parser import HTMLParser
from unicodedata import normalize
from urllib.parse import urlsplit

import nh3
import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation.text import policy, removed, sanitizing
from moderation.text.characters import clean_text
from moderation.text.markdown import is_plain_text, render_markdown
from moderation.text.markup import rewrite
from moderation.text.removed import describe_removed
from moderation.text.sanitizing import (
    body_problem,
    clean_name,
    comment_html,
    count_removed,
    post_html,
    visible_text,
)

words = str.split

VOID = {"br", "hr", "img"}
PHRASES = "abbr b cite code del em i ins kbd q s strong sub sup"
COMMENT = {
    **{name: set() for name in words(f"{PHRASES} blockquote br li p pre ul")},
    "a": {"href", "rel"},
    "abbr": {"title"},
    "ol": {"start"},
}
LANGUAGE = {"dir", "lang"}
POST = {
    **{name: set() for name in words(f"{PHRASES} br hr pre samp var mark small")},
    **{name: set() for name in words("table caption thead tbody tfoot tr dl dt dd")},
    **{name: LANGUAGE for name in words("p h2 h3 h4 li figure figcaption div blockquote ul")},
    **{name: LANGUAGE for name in words("em strong i b span q cite summary")},
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open", "dir", "lang"},
    "img": {"src", "alt", "title", "width", "height", "loading", "srcset", "sizes"},
    "td": {"colspan", "rowspan", "dir", "lang"},
    "th": {"colspan", "rowspan", "scope", "dir", "lang"},
    "time": {"datetime"},
    **{name: {"lang"} for name in ("ruby", "rt", "rp")},
    "code": {"class"},
    "ol": {"start", "reversed", "dir", "lang", "class"},
}
POST["figure"] = LANGUAGE | {"class"}
POST = {name: allowed | {"id"} for name, allowed in POST.items()}
POLICIES = [(comment_html, COMMENT), (post_html, POST)]
both_policies = pytest.mark.parametrize(("sanitize", "policy"), POLICIES, ids=["comment", "post"])


class Walker(HTMLParser):
    """Collects what was met, and every fault in `faults`."""

    def __init__(self, policy):
        super().__init__(convert_charrefs=True)
        self.policy, self.open, self.faults, self.met = policy, [], [], []

    def handle_starttag(self, tag, attributes):
        self.met.append((tag, tuple(sorted((name, value or "") for name, value in attributes))))
        if tag not in self.policy:
            self.faults.append(f"element {tag}")
        for name, value in attributes:
            self.faults += self.faults_of(tag, name, value)
        if tag == "p" and "p" in self.open and "table" not in self.open:
            self.faults.append("paragraph in a paragraph")
        if tag == "a" and "a" in self.open and "table" not in self.open:
            self.faults.append("link in a link")
        if tag not in VOID:
            self.open.append(tag)

    def faults_of(self, tag, name, value):
        if name not in self.policy.get(tag, ()):
            return [f"attribute {name} of {tag}"]
        if name == "id" and not value.startswith("text-"):
            return [f"id {value}"]
        if name in ("href", "src") and not self.may_lead_to(name, value):
            return [f"address {value}"]
        return []

    def may_lead_to(self, name, url):
        if re.search(r"[\x00-\x20\x7f-\x9f\\`\u202a-\u202e\u2066-\u2069]", url):
            return False
        if "img" in self.policy and re.match("/(?![/])|#.", url):
            return name == "href" or url.startswith("/media/")
        if name == "src":
            return False
        parts = urlsplit(url)
        if parts.scheme == "mailto":
            return "@" in parts.path
        if parts.scheme == "tel" and "img" in self.policy:
            return re.fullmatch(r"[+0-9()*#.-]+", parts.path)
        return parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unbalanced {tag}")

    def handle_data(self, data):
        if self.met and self.met[-1] == ("pre", ()):
            data = data.lstrip("\n")  # which a parser drops there
        if self.met and isinstance(self.met[-1], str):
            data = self.met.pop() + data
        if data:
            self.met.append(data)

    def handle_comment(self, data):
        self.faults.append(f"comment {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def walked(html, policy):
    walker = Walker(policy)
    walker.feed(html)
    walker.close()
    walker.faults += [f"unclosed {tag}" for tag in walker.open]
    return walker


def judged_by_nh3(html, policy):
    return nh3.clean(
        html,
        tags=set(policy),
        attributes={tag: set(names) for tag, names in policy.items() if names},
        url_schemes={"http", "https", "mailto", *(["tel"] if "img" in policy else [])},
        link_rel=None,
        strip_comments=True,
    )


def assert_safe(html, policy):
    walker = walked(html, policy)
    assert walker.faults == []
    assert walked(judged_by_nh3(html, policy), policy).met == walker.met


HOSTILE = [
    # Scripts, whole and broken
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\x20type='text/javascript'>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<script>alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script <b>>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<script>/*</script><script>*/alert(1)</script>",
    "<script\x00>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<script\x0c>alert(1)</script\x0c>",
    '<script>"<!--<script>"</script>alert(1)</script>',
    "<ScRiPt>alert`1`</sCrIpT>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<ſcript>alert(1)</ſcript>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E;",
    "&amp;lt;script&amp;gt;alert(1)",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<script>alert(1)</script\n>",
    "<xss><script>alert(1)</script></xss>",
    # Event handlers
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src='/media/x.png' onload=alert(1)>",
    '<img src="/media/a.png"onerror="alert(1)">',
    "<body onload=alert(1)>",
    "<b onmouseover=alert(1)>b</b>",
    "<b\nonmouseover\n=\nalert(1)>b</b>",
    "<b/onclick=alert(1)>b</b>",
    "<b onclick\x00=alert(1)>b</b>",
    "<b ONCLICK=alert(1) oNcLiCk=alert(2)>b</b>",
    '<a href="http://ok.example" onclick="alert(1)">a</a>',
    "<a href=http://ok.example/onclick=alert(1) onclick=alert(1)>a</a>",
    '<a title="x" onfocus=alert(1) autofocus tabindex=1>a</a>',
    '<p title="</p><script>alert(1)</script>">x</p>',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<textarea onfocus=alert(1) autofocus>x</textarea>",
    "<keygen onfocus=alert(1) autofocus>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<x onclick=alert(1)>x</x>",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<b style=animation-name:x onanimationstart=alert(1)>b</b>",
    "<p onpointerrawupdate=alert(1)>x</p>",
    "<div popover onbeforetoggle=alert(1)>x</div>",
    # Addresses that run
    "<a href=javascript:alert(1)>a</a>",
    '<a href="JaVaScRiPt:alert(1)">a</a>',
    '<a href=" javascript:alert(1)">a</a>',
    '<a href="\x01javascript:alert(1)">a</a>',
    '<a href="java\tscript:alert(1)">a</a>',
    '<a href="java\nscript:alert(1)">a</a>',
    '<a href="java&#10;script:alert(1)">a</a>',
    '<a href="java&Tab;script:alert(1)">a</a>',
    '<a href="java&NewLine;script:alert(1)">a</a>',
    '<a href="javascript&colon;alert(1)">a</a>',
    '<a href="javascript&#58;alert(1)">a</a>',
    '<a href="javascript&#58alert(1)">a</a>',
    '<a href="javascript&#x3a;alert(1)">a</a>',
    '<a href="javascript&#0058;alert(1)">a</a>',
    '<a href="&#106;&#97;&#118;&#97;script:alert(1)">a</a>',
    '<a href="&#x6A&#x61&#x76&#x61script:alert(1)">a</a>',
    '<a href="&amp;#106;avascript:alert(1)">a</a>',
    '<a href="java\x00script:alert(1)">a</a>',
    '<a href="java\u200bscript:alert(1)">a</a>',
    '<a href="java\u202escript:alert(1)">a</a>',
    '<a href="javascript:123">a</a>',
    '<a href="javascript:`é 1`">a</a>',
    '<a href="javascript:` 0 1 é `">a</a>',
    '<a href="data:1">a</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>',
    '<a href="data:,x">a</a>',
    '<a href="vbscript:1">a</a>',
    '<a href="vbscript:msgbox(1)">a</a>',
    '<a href="livescript:x">a</a>',
    '<a href="file:///etc/passwd">a</a>',
    '<a href="ftp://host.example/">a</a>',
    '<a href="blob:http://a.example/1">a</a>',
    '<a href="filesystem:http://a.example/1">a</a>',
    '<a href="view-source:http://a.example">a</a>',
    '<a href="intent://x#Intent;end">a</a>',
    '<a href="tel:123">a</a>',
    '<a href="tel:123;x=&quot;onclick=alert(1)">a</a>',
    '<a href="tel:javascript:alert(1)">a</a>',
    '<a href="urn:x">a</a>',
    '<a href="about:blank">a</a>',
    '<a href="feed:javascript:alert(1)">a</a>',
    '<a href="jar:javascript:alert(1)!/">a</a>',
    '<a href="//evil.example">a</a>',
    '<a href="/\\evil.example">a</a>',
    '<a href="\\\\evil.example">a</a>',
    '<a href="/\t/evil.example">a</a>',
    '<a href="/&#9;/evil.example">a</a>',
    '<a href="http:evil.example">a</a>',
    '<a href="http:/evil.example">a</a>',
    '<a href="http:///evil.example">a</a>',
    '<a href="http:\\\\evil.example">a</a>',
    '<a href="http://">a</a>',
    '<a href="http://[">a</a>',
    '<a href="http://1.2.3.4.5/">a</a>',
    '<a href="http://0x7f000001/">a</a>',
    '<a href="http://a.example:99999/">a</a>',
    '<a href="http://xn--a-ecp.ru--/">a</a>',
    '<a href="http://\u00b8/">a</a>',
    '<a href="http://user:pass@a.example/">a</a>',
    '<a href="http://..">a</a>',
    '<a href="http://a..b/">a</a>',
    '<a href="http://[::1">a</a>',
    '<a href="http://a℀b.example">a</a>',
    '<a href="http://good.example\\@evil.example">a</a>',
    '<a href="http://a.example/\u202egpj.exe">a</a>',
    '<a href="http://a.example/\r\nSet-Cookie:x">a</a>',
    '<a href="https&colon;//ok.example">a</a>',
    '<a href="mailto:">a</a>',
    '<a href="mailto:javascript:alert(1)">a</a>',
    '<a href="page.html">a</a>',
    '<a href="../admin/">a</a>',
    '<a href="?delete=1">a</a>',
    '<a href="#comments">a</a>',
    '<a href="">a</a>',
    "<a href>a</a>",
    "<a href='&#" + "1" * 5000 + ";'>a</a>",
    "<a href='&#x" + "f" * 5000 + ";'>a</a>",
    '<a xlink:href="javascript:alert(1)">a</a>',
    '<a href="http://ok.example" href="javascript:alert(1)">a</a>',
    '<a href="javascript:alert(1)" href="http://ok.example">a</a>',
    '<a href="http://a.example" ping="http://evil.example" target=_blank download>a</a>',
    '<a href="http://a.example" target="_top" rel="opener">a</a>',
    "[a](javascript:alert(1))",
    "[a](JAVASCRIPT:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](java&#x0A;script:alert(1))",
    "[a](data:text/html,x)",
    "[a](vbscript:1)",
    "[a](<javascript:alert(1)>)",
    "[a](//evil.example)",
    "[a](/path)",
    "[a]( javascript:alert(1))",
    '[a](http://ok.example "onclick=alert(1)")',
    '[a](http://ok.example"onmouseover="alert(1))',
    "[a](http://ok.example'onmouseover='alert(1))",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "<vbscript:x>",
    "![x](javascript:alert(1))",
    '![x](http://e.example/"onerror="alert(1))',
    "http://a.example/\"onclick='alert(1)'",
    "http://a.example/<script>alert(1)</script>",
    "http://a.example/`javascript:alert(1)`",
    "javascript:alert(1) data:text/html,x ftp://a.example urn:a:b",
    # Images and what loads
    "<img src=javascript:alert(1)>",
    "<img src=http://tracker.example/pixel.gif>",
    "<img src=//tracker.example/pixel.gif>",
    "<img src=/media/../admin/logout>",
    "<img src=/media/%2e%2e/admin/>",
    "<img src=/media/..%2fadmin>",
    "<img src=/media//evil.example>",
    "<img src=/mediaevil/x>",
    "<img src='/media/\\x'>",
    "<img src=data:image/svg+xml,<svg/onload=alert(1)>>",
    "<img src=/media/a.png srcset='http://tracker.example/a.png 2x'>",
    "<img src=/media/a.png srcset='/media/b.png 1x, javascript:alert(1) 2x'>",
    "<img src=/media/a.png width='1\" onerror=alert(1)' height=100%>",
    "<img src=/media/a.png usemap=#x ismap longdesc=javascript:alert(1)>",
    "<img dynsrc=javascript:alert(1) lowsrc=javascript:alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<picture><source srcset=//e.example/x><img src=//e.example/x></picture>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe srcdoc=&lt;script&gt;alert(1)&lt;/script&gt;>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object type=text/html data=data:text/html,x><param name=a></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x codebase=//e.example></applet>",
    "<link rel=stylesheet href=//e.example/x.css>",
    "<link rel=import href=//e.example>",
    "<base href=//e.example/>",
    "<base target=_blank>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta charset=utf-7>",
    "<bgsound src=javascript:alert(1)>",
    "<layer src=//e.example></layer>",
    "<portal src=//e.example></portal>",
    "<track src=//e.example>",
    "<table background=javascript:alert(1)><tr><td background=//e.example>x</table>",
    "<body background=//e.example>",
    "<fencedframe src=//e.example></fencedframe>",
    # Style
    "<style>@import '//e.example/x.css';</style>",
    "<style>body{display:none}",
    "<p style=background:url(javascript:alert(1))>x</p>",
    '<p style="position:fixed;inset:0">x</p>',
    "<p style='width:expression(alert(1))'>x</p>",
    "<p class=moderator id=comments>x</p>",
    "<font color=red size=7 face=x>x</font>",
    "<style><style/><img src=x onerror=alert(1)>",
    "<style></style\n><script>alert(1)</script>",
    # Forms and clobbering
    "<form action=//e.example><input name=password><button>go</button></form>",
    "<form id=f></form><button form=f formaction=javascript:alert(1)>x</button>",
    "<input type=image src=x formaction=javascript:alert(1)>",
    "<isindex action=javascript:alert(1) type=submit>",
    "<a id=body name=cookie>x</a><a id=body>y</a>",
    "<img name=getElementById>",
    "<form name=document><input name=cookie></form>",
    "<a id=comments><a id=comments name=count href=http://a.example>x</a>",
    "<label for=id_body>x</label><output name=x>y</output>",
    "<b hx-get=/admin/ hx-trigger=load data-hx-on:click=alert(1) hx-on::load=alert(1)>x</b>",
    "<b data-action=report aria-hidden=true role=button accesskey=x contenteditable>x</b>",
    "<b is=x-y slot=z part=p nonce=1 itemprop=x>b</b>",
    # Foreign content and mutation
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)>",
    "<svg><use href=data:image/svg+xml,x#x></svg>",
    "<svg><foreignObject><iframe srcdoc=x></foreignObject></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><b onclick=alert(1)>x</b></title></svg>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1"
    " onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noscript><style></noscript><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<template><p title='</template><script>alert(1)</script>'></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<title></title><img src=x onerror=alert(1)>",
    "<title><p title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<noembed><p title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<noframes><p title='</noframes><img src=x onerror=alert(1)>'></noframes>",
    "<iframe><p title='</iframe><img src=x onerror=alert(1)>'></iframe>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<table><caption><svg><style></caption></table><img src=x onerror=alert(1)>",
    "<p id='<style><img src=x onerror=alert(1)>'>",
    "<a title='`<img src=x onerror=alert(1)>`'>x</a>",
    "<b title='``onmouseover=alert(1)'>x</b>",
    '<abbr title="--><script>alert(1)</script>">x</abbr>',
    "<abbr title='\" onmouseover=\"alert(1)'>x</abbr>",
    # Comments, declarations, instructions
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!--><script>alert(1)</script>-->",
    "<!---><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!-- never ends <script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    '<!DOCTYPE x [<!ENTITY y "z">]>&y;',
    "<![CDATA[<script>alert(1)</script>]]>",
    "<![CDATA[x]]><img src=x onerror=alert(1)>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<?php echo 1; ?><b onclick=x>b</b>",
    "<?><script>alert(1)</script>",
    "</><script>alert(1)</script>",
    "</ script><b>x",
    "<!><img src=x onerror=alert(1)>",
    "<%<!--'%><script>alert(1);</script -->",
    # What would break the page after it
    "</p></div></article></section></body></html>",
    "</p></p></p>",
    "<b><i><u>",
    "</b></i></em>",
    "<b><p>x</b></p>",
    "<p><b><p><b><p>",
    "<a href=http://a.example><a href=http://b.example>x</a></a>",
    "<a href=http://a.example><table><tr><td><a href=http://b.example>x",
    "<table><tr><td>",
    "<table><b>x<tr><p>y</table>",
    "<table><p><table><p></table></table>",
    "<ul><li><ul><li><p></ul>",
    "<li>alone",
    "<td>alone</td><tr>",
    "<blockquote><blockquote><p></blockquote>",
    "<pre><pre>\n\nx",
    "<ol start='1 onclick=x'><li value=javascript:1>x</ol>",
    "<img",
    "<a href='",
    '<a href="http://a.example',
    "<b <i>x",
    "<a href='x' <script>",
    "<p/<b/>x",
    "<b x='>' onclick=alert(1)>x</b>",
    '<b x=">" y=\'">\' onclick=alert(1)>',
    "<button><p><button><p>x",
    "<object><p><object><p>x",
    "<p><marquee><p>x</marquee></p>",
    "<figure><figcaption><figure>",
    "<dl><dt><dd><dt>x</dl>",
    "<h1><h2>x</h1></h2>",
    "<frameset>x</frameset>",
    "<html><head><title>x</title></head><body bgcolor=red>y</body></html>",
    # Markdown against its HTML
    "**<script>alert(1)</script>**",
    "[<img src=x onerror=alert(1)>](http://a.example)",
    "[<b>](http://a.example)</b>",
    "[x](http://a.example) </a><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "```<script>\nx\n```",
    '```" onclick=alert(1)\nx\n```',
    "```\nunfinished <script>",
    "> <script>\n> alert(1)\n> </script>",
    "- <ul>\n- </ul>\n- </li></ul><b>",
    "> </blockquote></article>",
    "<blockquote>\n> x\n</blockquote>",
    "[a [b](http://b.example) c](http://a.example)",
    "[http://a.example](http://b.example)",
    "<a href='http://a.example'>[x](http://b.example)</a>",
    "*<b>x*</b>",
    "_<i_>",
    "<p\n\n>x",
    "<a href='http://a.example/\n\nx'>",
    "http://a.example/*x*_y_",
    "99999999999. x",
    "0. x",
    # Characters
    "\x00<b>\x00x\x00</b>",
    "\ud800<b>\udfff</b>\ud83d",
    "\ufffe\uffff\U0001ffff",
    "<b\u2028onclick=alert(1)>x</b>",
    "<b\xa0onclick=alert(1)>x</b>",
    "<\u200bscript>alert(1)</script>",
    "<scr\u00adipt>alert(1)</script>",
    "<b>\u202eevil\u2066</b>",
    "&#0;&#1;&#x1b;&#xd800;&#x110000;&#xFFFFFFFF;&#99999999999;",
    "&#8238;&#x2067;&ZeroWidthSpace;&zwnj;&zwj;&rlm;",
    "&" * 500,
    "&lt" * 200,
    "<" * 500,
    "<a" * 300,
    "[" * 500,
    "*a " * 500,
    ">" * 500,
    "`" * 501,
    "<b>" * 500,
    "<blockquote>" * 800,
    "<ul><li>" * 500,
    "<div>" * 500,
    "<table><td>" * 200,
    "<figure class=gallery>" * 500,
    "<ruby><rt>" * 500,
    "<ruby><table><rt><ruby>x</table><rp>",
    "<pre><code class=language-c>" * 60 + "</pre>" * 90,
    "<table><li><li>x",
    "<table><p><li>x",
    "<a href=http://a.example><table><a href=http://b.example>x",
    "<a href=http://a.example><table><td><table><table><tr><a href=http://b.example>x",
    "<b " + " ".join(f"a{n}" for n in range(500)) + ">x",
]


@both_policies
def test_nothing_hostile_is_left_in_the_html(sanitize, policy):
    for body in HOSTILE:
        assert_safe(sanitize(body), policy)


@both_policies
def test_text_after_hostile_markup_is_outside_of_it(sanitize, policy):
    for body in HOSTILE:
        html = f"<div>{sanitize(body)}</div><p>after</p>"
        walker = walked(html, {**policy, "div": set()})
        assert walker.faults == [], body
        assert walker.met[-2:] == [("p", ()), "after"], body


def test_hostile_text_raises_no_exception_anywhere():
    for body in HOSTILE:
        clean_name(body)
        body_problem(body)
        for sanitize, _ in POLICIES:
            html = sanitize(body)
            visible_text(html)
            assert all(count > 0 for count in count_removed(body, html).values()), body


FRAGMENTS = (
    "< > & \" ' / = ` * ** _ [ ] ( ) ! # - \\ ; : \n \n\n \t a b é ن क ่ \u0301 \u200d \u202e"
    " <b> </b> <i> <p> </p> <ul> <li> </ul> <blockquote> </blockquote> <a </a> <script> </script>"
    " <style> <!-- --> <table> <tr> <td> </td> </table> <pre> </pre> <code> <svg> <math> <div>"
    " href= src= onclick= http://a.example javascript: /media/a.png &lt; &#60; &amp; &nbsp; ``` ~~~"
    " <img <br> <h2> <template> <select> <button> <form> <title> <![CDATA[ ]]> <? ?> > - 1."
    " <a\x0chref=http://a.example> <a\x0chref='//b'> <img\x0csrc=/media/x> \ud800 \x00 \x0b"
)
PIECES = st.sampled_from(
    [*FRAGMENTS.replace("\x0c", "\t").split(" "), " ", "<a href='http://b.example'>"]
)
MARKUP = st.lists(PIECES, max_size=40).map("".join)
ANYTHING = st.one_of(st.text(), MARKUP, st.text(st.characters(exclude_categories=()), max_size=60))


@both_policies
@settings(max_examples=400, deadline=None)
@given(body=ANYTHING)
def test_any_text_becomes_safe_and_balanced(body, sanitize, policy):
    assert_safe(sanitize(body), policy)


@settings(max_examples=300, deadline=None)
@given(body=ANYTHING)
def test_visible_text_of_visible_text_is_the_same(body):
    for html in (body, comment_html(body), post_html(body)):
        visible = visible_text(html)
        assert visible_text(escape(visible)) == visible
        assert visible == " ".join(visible.split())


@settings(max_examples=300, deadline=None)
@given(name=ANYTHING)
def test_a_clean_name_stays_as_it_is(name):
    clean = clean_name(name)
    assert clean_name(clean) == clean
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", clean)


@settings(max_examples=200, deadline=None)
@given(html=MARKUP)
def test_a_clean_article_stays_as_safe_when_it_is_saved_again(html):
    assert_safe(post_html(post_html(html)), POST)


@settings(max_examples=200, deadline=None)
@given(body=ANYTHING)
def test_every_count_of_removed_parts_is_positive(body):
    assert all(count > 0 for count in count_removed(body, comment_html(body)).values())


LINK = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Plain words.", "<p>Plain words.</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\r\ntwo\rthree", "<p>one<br>two<br>three</p>"),
        ("one\n\n\n\ntwo", "<p>one</p>\n<p>two</p>"),
        (
            "*a* **b** `c<d` _e_",
            "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code> _e_</p>",
        ),
        ("***both***", "<p><em><strong>both</strong></em></p>"),
        ("```\na\n  <b>\n```", "<pre><code>a\n  &lt;b&gt;\n</code></pre>"),
        ("<code>__init__ *a* [b](c)</code>", "<p><code>__init__ *a* [b](c)</code></p>"),
        ("use <code>a<b> &lt; c</code>", "<p>use <code>a&lt;b&gt; &lt; c</code></p>"),
        ("<PRE>a *b*\n    c</PRE>", "<pre>a *b*\n    c</pre>"),
        ("<pre>a *b* c\n    d\n\n    e</pre>", "<pre>a *b* c\n    d\n\n    e</pre>"),
        ("so:\n<pre>a\n\n  - b</pre>", "<p>so:</p>\n<pre>a\n\n  - b</pre>"),
        ("so: <pre>a\n    *b*</pre> *c*", "<p>so: </p><pre>a\n    *b*</pre><p> <em>c</em></p>"),
        ("<code>\na\n\n  b\n</code>\n*c*", "<pre>a\n\n  b</pre><p><em>c</em></p>"),
        (
            "<pre><code>a\n  <b>\n</code></pre> c",
            "<pre><code>a\n  &lt;b&gt;\n</code></pre><p>c</p>",
        ),
        (
            "> <pre>a\n>\n>   b</pre>\nc",
            "<blockquote>\n<pre>a\n\n  b</pre></blockquote>\n<p>c</p>",
        ),
        ("- a", "<ul>\n<li>a</li>\n</ul>"),
        (
            "`<code>` and `</code>`",
            "<p><code>&lt;code&gt;</code> and <code>&lt;/code&gt;</code></p>",
        ),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("> said\n\nno", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>no</p>"),
        ("> said\nno", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>no</p>"),
        ("> a\n> b\nno", "<blockquote>\n<p>a<br>b</p>\n</blockquote>\n<p>no</p>"),
        (
            "> > a\n> b\nno",
            "<blockquote>\n<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>\n</blockquote>\n<p>no</p>",
        ),
        ("[a](http://a.example/b)", f'<p><a href="http://a.example/b" {LINK}>a</a></p>'),
        ("<http://a.example>", f'<p><a href="http://a.example" {LINK}>http://a.example</a></p>'),
        ("<me@a.example>", f'<p><a href="mailto:me@a.example" {LINK}>me@a.example</a></p>'),
        ("me@a.example www.a.example a.example", "<p>me@a.example www.a.example a.example</p>"),
        ("<b>x</b>\n<i>y</i>", "<p><b>x</b><br><i>y</i></p>"),
        ("<p>one</p>\n<p>two</p>", "<p>one</p><p>two</p>"),
        ("<p>one</p>\n\n<p>two</p>", "<p>one</p>\n<p>two</p>"),
        ("one<p>two", "<p>one</p><p>two</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<b>one\n\ntwo</b>", "<p><b>one</b></p>\n<p><b>two</b></p>"),
        ("a<br />\nb", "<p>a<br>b</p>"),
        ("<blockquote>a</blockquote>b", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<strike>a</strike> <tt>b</tt>", "<p><s>a</s> <code>b</code></p>"),
        ("Tom &amp; Jerry &#8217;s &quot;x&quot;", '<p>Tom &amp; Jerry ’s "x"</p>'),
        ("&#147;old&#148; \x93quotes\x94", "<p>“old” “quotes”</p>"),
        (
            '<a href=" https://a.example/?b=1&amp;copy=2 " rel="x" target="_blank">a</a>',
            "<p>a</p>",
        ),
        (
            "<a href='https://a.example/?b=1&amp;copy=2' rel='x' target='_blank'>a</a>",
            f'<p><a href="https://a.example/?b=1&amp;copy=2" {LINK}>a</a></p>',
        ),
        ("", ""),
        (" \n ", ""),
        ("<b></b>", ""),
        ("<p>&nbsp;</p>", ""),
    ],
)
def test_a_comment_is_formatted_as_people_type_it(body, html):
    assert comment_html(body) == html


@pytest.mark.parametrize(
    "text",
    [
        "I <3 this",
        "<3",
        "a < b && c > d",
        "if a<b and c>d then",
        "vector<int> and List<String>",
        "¯\\_(ツ)_/¯",
        "C:\\new\\table \\* \\_",
        "f**k you, b**ch, sh*t and f*ck",
        "5*3*2 = 30, 2**3**4",
        "snake_case_name and __x",
        "__main__ calls _id_ and __init__, _not more_",
        "blood ***sugar****. Then",
        "# not a heading",
        "#1 fan, #hashtag",
        "title ---",
        "***",
        "* * *",
        "-----",
        "____ is missing",
        "1986. A great year? 10,000) no",
        "1.",
        "+",
        "-",
        "*",
        ">_< >:( >.<",
        ">:(",
        "array[i](x)",
        "see [1] and [2]: nothing",
        "[not](a link)",
        "![no image]",
        "| not | a table |",
        "AT&T &c &copy R&D;",
        'He said "yes" & left',
        "<o:p> <foo> <not a tag>",
        "(c) (tm) -- ... 'x'",
        "~~not struck~~",
        "http:// and https://",
        "ftp://files.example javascript:void(0)",
        "`unclosed code and *unclosed stars",
        "a ``` b",
        "Tiếng Việt có dấu: ế ộ ữ",
        "Tie\u0302\u0301ng Vie\u0323\u0302t",
        "שָׁלוֹם עֲלֵיכֶם בְּרֵאשִׁ֖ית",
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
        "می‌خواهم خانه‌ها",
        "हिन्दी क्‍ष क्‌ष संस्कृतं",
        "ภาษาไทย ก็ได้ น้ำ ที่นี่",
        "ພາສາລາວ ບໍ່ເປັນຫຍັງ",
        "မြန်မာဘာသာ ဖွေ့ မြွှာ",
        "བོད་སྐད་ བསྒྲུབས",
        "ខ្ញុំស្រឡាញ់",
        "தமிழ் മലയാളം ന്‍",
        "한국어 中文 日本語 e\u0301",
        "👩‍👩‍👧 👍🏽 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 1️⃣ 🏳️‍🌈",
        "naïve façade Ångström œuvre Łódź",
        "ə̃́ IPA ɔ̃̀",
    ],
)
def test_ordinary_text_is_not_changed_by_sanitizing(text):
    assert visible_text(comment_html(text)) == text
    assert visible_text(post_html(escape(text))) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\u202eb\u202cc\u2066d\u2069", "abcd"),
        ("pass\u200bword\u200c\u200d\ufeff\u2060", "password"),
        ("a\u200fb", "ab"),
        ("Z" + "\u0351" * 40 + "o", "Z" + "\u0351" * 3 + "o"),
        ("ก" + "็" * 40, "ก" + "็" * 3),
        ("א" + "ְ" * 40, "א" + "ְ" * 8),
        ("x\u00adx \u00ad\u00ad", "xx"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("a\ufe0f\ufe0f\ufe0fb", "a\ufe0fb"),
        ("a\x07b\x1b[31mc\x7f", "ab[31mc"),
        ("a\x00b", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("a&#8238;b&zwj;c&#x200B;d", "abcd"),
        ("می\u200c\u200c\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d\u200d👩", "👩👩"),
    ],
)
def test_deceptive_characters_are_removed(text, clean):
    assert visible_text(comment_html(text)) == clean


def test_a_direction_mark_stays_where_text_runs_from_right_to_left():
    assert comment_html("שלום!\u200f ok") == "<p>שלום!\u200f ok</p>"
    assert comment_html("hello!\u200f ok") == "<p>hello! ok</p>"


def test_a_zero_width_space_stays_where_a_script_marks_its_words_with_it():
    assert comment_html("ខ្ញុំ\u200bស្រឡាញ់ a\u200bb") == "<p>ខ្ញុំ\u200bស្រឡាញ់ ab</p>"


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("see http://a.example.", ["http://a.example"]),
        ("see http://a.example, then", ["http://a.example"]),
        ("http://a.example/?x=1&y=2", ["http://a.example/?x=1&y=2"]),
        ("http://a.example/?x=1&amp;y=2", ["http://a.example/?x=1&y=2"]),
        ("(http://a.example/b)", ["http://a.example/b"]),
        ("http://a.example/B_(c)", ["http://a.example/B_(c)"]),
        ("(see http://a.example/B_(c))", ["http://a.example/B_(c)"]),
        ("http://a.example/_x_/y_z", ["http://a.example/_x_/y_z"]),
        ("**http://a.example**", ["http://a.example"]),
        ('"http://a.example"', ["http://a.example"]),
        ("HTTPS://A.example/X", ["HTTPS://A.example/X"]),
        ("http://a.example http://b.example", ["http://a.example", "http://b.example"]),
        ("http://münchen.example/ü", ["http://münchen.example/ü"]),
        ("看http://a.example。", ["http://a.example"]),
        ("http://a.example/" + "x" * 83, ["http://a.example/" + "x" * 83]),
        ("http://a.example/" + "x" * 84, []),
        ("xhttp://a.example", []),
        ("http://", []),
        ("http://.", []),
        ("http://)", []),
        ("a.example www.a.example", []),
        ("me@a.example mailto:me@a.example", []),
        ("ftp://a.example data:text/html,x urn:x:y", []),
        ("`http://a.example`", []),
        ("```\nhttp://a.example\n```", []),
        ("<code>http://a.example</code>", []),
        ("<pre>http://a.example</pre>", []),
        ("<a href=http://a.example>http://b.example</a>", ["http://a.example"]),
        ("[http://b.example](http://a.example)", ["http://a.example"]),
        ("<a href='x:y'>http://b.example</a>", ["http://b.example"]),
        ("[a](https://a.example)", ["https://a.example"]),
        ("[a](mailto:me@a.example)", ["mailto:me@a.example"]),
        ("[a](b.html)", []),
    ],
)
def test_bare_urls_become_links_as_people_expect(body, links):
    met = walked(comment_html(body), COMMENT).met
    links_met = [piece for piece in met if isinstance(piece, tuple) and piece[0] == "a"]
    assert [dict(attributes)["href"] for _, attributes in links_met] == links


def test_every_link_of_a_comment_is_marked_nofollow_and_ugc():
    html = comment_html("http://a.example [b](http://b.example) <a href=http://c.example>c</a>")
    assert html.count(f" {LINK}") == html.count("<a ") == 3


@pytest.mark.parametrize(
    "body",
    [
        "x" * 10_001 + " <b>",
        "<blockquote>" * 11 + " <b>",
        "> " * 11 + "<b>",
        "".join("  " * level + "- <b>\n" for level in range(11)),
        "> " * 6 + "<i>" * 5 + " <b>",
        "*a* " * 1_500 + "<b>",
        "[a](http://a.example) " * 400 + "<b>",
    ],
)
def test_too_long_deep_or_dense_text_is_shown_as_plain_text(body):
    html = comment_html(body)
    assert "&lt;b&gt;" in html
    assert {piece[0] for piece in walked(html, COMMENT).met if isinstance(piece, tuple)} <= {
        "p",
        "br",
    }


@pytest.mark.parametrize("body", ["- " * 20_000 + "x", "<b>" * 15_000 + "</i>" * 15_000])
def test_far_too_deep_nesting_is_detected_in_one_pass(body):
    """In quadratic time it would be thousands of steps for each character."""
    steps = steps_of(lambda: body_problem(body, len(body)) and post_html(body))
    assert steps < 30 * len(body)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("around", "piece"),
    [
        ("<p>{}</p>", "<b> </b>"),
        ("<p>{}</p>", "<b><br></b>"),
        ("<table>{}</table>", "<tr><td>a</td></tr>"),
    ],
)
def test_twice_the_elements_of_an_article_are_twice_the_work(around, piece):
    """In quadratic time they would be four times the work."""
    half, whole = (
        steps_of(lambda count=count: post_html(around.format(piece * count)))
        for count in (250, 500)
    )
    assert whole < 2.1 * half


def steps_of(function) -> int:
    """Return how many steps a call takes, each a line or a jump back in a loop of Python.

    Unlike its time, that is the same on any machine.
    """
    steps = 0

    def count_step(*_):
        nonlocal steps
        steps += 1

    monitoring, tool = sys.monitoring, sys.monitoring.PROFILER_ID
    events = monitoring.events.LINE, monitoring.events.JUMP
    monitoring.use_tool_id(tool, "steps")
    for event in events:
        monitoring.register_callback(tool, event, count_step)
    monitoring.set_events(tool, sum(events))
    try:
        function()
    finally:
        monitoring.free_tool_id(tool)
    return steps


def test_plain_text_keeps_paragraphs_and_lines():
    body = "one\ntwo\n\nthree & <b>" + "x" * 10_000
    assert comment_html(body).startswith("<p>one<br>two</p>\n<p>three &amp; &lt;b&gt;x")


# What a stylesheet shows in a way of its own.
FORMS = [
    '<pre><code class="language-c++">a &lt; b\n\tc</code></pre>',
    '<p>a <code class="language-objective-c">b</code></p>',
    '<figure class="gallery"><figure><a href="/media/images/a.jpg"><img src="/media/images/a.jpg"'
    ' alt="A"></a><figcaption>a</figcaption></figure><figcaption>b</figcaption></figure>',
    '<figure class="embed"><a href="https://a.example/v/1">https://a.example/v/1</a></figure>',
    '<p>a<sup id="text-fnref-1"><a href="#text-fn-1">1</a></sup></p>'
    '<ol class="footnotes"><li id="text-fn-1">b <a href="#text-fnref-1">↩</a></li></ol>',
    '<p><ruby lang="ja">漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>',
]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<p class="MsoNormal" style="mso-x:1">a<o:p></o:p></p>', "<p>a</p>"),
        ("<p>a</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p>b</p>", "<p>a</p><p>b</p>"),
        ("<style>p.MsoNormal{margin:0}</style><p>a</p>", "<p>a</p>"),
        ("<!--[if gte mso 9]><xml><w:x>1</w:x></xml><![endif]--><p>a</p>", "<p>a</p>"),
        ("<![if !supportLists]>·<![endif]>a", "·a"),
        ("<xml><w:WordDocument>1</w:WordDocument></xml><p>a</p>", "<p>a</p>"),
        ('<p><font face="Arial" color="red">a</font></p>', "<p>a</p>"),
        ('<p><span style="color:red">a</span></p>', "<p>a</p>"),
        ('<p><span lang="fr">a</span></p>', '<p><span lang="fr">a</span></p>'),
        ("<p><b>a</b> <i>b</i></p>", "<p><b>a</b> <i>b</i></p>"),
        ("<h1>a</h1><h2>b</h2><h4>c</h4><h6>d</h6>", "<h2>a</h2><h2>b</h2><h4>c</h4><h4>d</h4>"),
        ('<a href="/2010/07/29/x/">a</a>', '<a href="/2010/07/29/x/">a</a>'),
        ('<a href="//evil.example">a</a>', "a"),
        ('<a href="https://a.example" target="_blank">a</a>', '<a href="https://a.example">a</a>'),
        ("<hr><p>a<br/>b</p>", "<hr><p>a<br>b</p>"),
        (
            '<figure class="wp-block-image"><img src="/media/a.jpg" alt="A &amp; b" width="640"'
            ' height="480" loading="lazy" srcset="/media/a.jpg 640w, /media/b.jpg 1280w"'
            ' sizes="(max-width: 640px) 100vw, 640px" id="x"><figcaption>c</figcaption></figure>',
            '<figure><img src="/media/a.jpg" alt="A &amp; b" width="640"'
            ' height="480" loading="lazy" srcset="/media/a.jpg 640w, /media/b.jpg 1280w"'
            ' sizes="(max-width: 640px) 100vw, 640px" id="text-x"><figcaption>c</figcaption>'
            "</figure>",
        ),
        ('<p>a <img src="https://elsewhere.example/x.png" alt="x"> b</p>', "<p>a  b</p>"),
        ('<a title="x">a</a>', "a"),
        ("<p>a<img src=/media/%2e%2e/admin/></p>", "<p>a</p>"),
        ("<p>a<img src=/media/../admin/></p>", "<p>a</p>"),
        ("<p>a<img src=/media/%2E%2E%2Fadmin/></p>", "<p>a</p>"),
        ("<p>a<img src=/media/x%5c..></p>", "<p>a</p>"),
        ("<p>a<img src=/media//x></p>", "<p>a</p>"),
        ('<img src="/media/a.jpg" alt="" width="100%">', '<img src="/media/a.jpg" alt="">'),
        (
            '<table border="1"><thead><tr><th scope="col">a</th></tr></thead>'
            '<tbody><tr><td colspan="2">b</td><td></td></tr></tbody></table>',
            '<table><thead><tr><th scope="col">a</th></tr></thead>'
            '<tbody><tr><td colspan="2">b</td><td></td></tr></tbody></table>',
        ),
        ('<p dir="rtl" lang="he">א</p>', '<p dir="rtl" lang="he">א</p>'),
        ('<p dir="up" lang="x y">a</p>', "<p>a</p>"),
        ("<p>AT&T &lt;b&gt; &amp;lt; a < b</p>", "<p>AT&amp;T &lt;b&gt; &amp;lt; a &lt; b</p>"),
        ("<pre><code>a\n  &lt;b&gt;</code></pre>", "<pre><code>a\n  &lt;b&gt;</code></pre>"),
        ("<abbr title='Mayo \"x\"'>M</abbr>", "<abbr title='Mayo \"x\"'>M</abbr>"),
        ("words only", "words only"),
        (
            '<sup><a href="#fn1">1</a></sup><ol><li id="fn1">n</li></ol>',
            '<sup><a href="#text-fn1">1</a></sup><ol><li id="text-fn1">n</li></ol>',
        ),
        ('<a name="x"></a><a href="#x">a</a>', '<a id="text-x"></a><a href="#text-x">a</a>'),
        ('<p id="x">a</p><p id="x">b</p>', '<p id="text-x">a</p><p>b</p>'),
        (
            '<a href="#caf%C3%A9">a</a><h2 id="café">b</h2>',
            '<a href="#text-café">a</a><h2 id="text-café">b</h2>',
        ),
        ('<a href="#comments">a</a><a href="#">b</a>', '<a href="#comments">a</a>b'),
        (
            '<p id="a b">c</p><p id="">d</p><p id="&quot; onclick=x">e</p>',
            "<p>c</p><p>d</p><p>e</p>",
        ),
        (
            "<details open><summary>a</summary>b</details><details></details>",
            "<details open><summary>a</summary>b</details>",
        ),
        *[(html, html) for html in FORMS],
        (
            '<figure class="wp-block-gallery gallery"><figure class="gallery embed">a</figure>'
            "</figure>",
            "<figure><figure>a</figure></figure>",
        ),
        ('<code class="language-C">a</code>', "<code>a</code>"),
        (f'<code class="language-{"a" * 21}">a</code>', "<code>a</code>"),
        ('<code class="language-a language-b">a</code>', "<code>a</code>"),
        ('<code class="embed">a</code>', "<code>a</code>"),
        ('<code class="language-&#99;&#10;">a</code>', "<code>a</code>"),
        (
            '<pre class="language-c"><code class=language-c>a</code></pre>',
            '<pre><code class="language-c">a</code></pre>',
        ),
        ('<p class="gallery">a</p><div class="embed">b</div>', "<p>a</p><div>b</div>"),
        ('<ol class="footnotes x"><li class="footnotes">a</ol>', "<ol><li>a</li></ol>"),
        ('<ul class="footnotes"><li>a</ul>', "<ul><li>a</li></ul>"),
        ('<figure class=""><rt class="gallery">a</rt></figure>', "<figure><rt>a</rt></figure>"),
    ],
)
def test_an_article_keeps_its_meaningful_markup(html, clean):
    walker = walked(post_html(html), POST)
    assert walker.faults == []
    assert walker.met == walked(clean, POST).met


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<table>one<tr><td>x</td></tr></table>", "one x"),
        ("<table><tr>one<td>x</td>two</tr>three</table>four", "onetwothree x four"),
        ("<table><p>one</p><tr><td>x</td></tr></table>", "one x"),
        ("<table>one <b>two</b> three<tr><td>x</td></tr></table>", "one two three x"),
        ("<table><div>one<tr><td>x</td></tr></div></table>", "one x"),
        ("<ul><li>one<table><p>two<tr><td>x</table></ul>", "one two x"),
    ],
)
def test_misplaced_text_in_a_table_is_moved_before_it(html, words):
    assert visible_text(post_html(html)) == words


def test_an_article_that_is_too_deep_or_heavy_is_shown_as_plain_text():
    for body in (
        "<div>" * 61,
        "<table><tr><td>" * 61,
        "<b>x" * 61,
        "x" * 1_000_001,
        "<p>" * 160_000,
    ):
        assert_safe(html := post_html(body), POST)
        assert html.startswith("<p>")
        assert "<div>" not in html


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n\t ",
        "&nbsp;",
        "&nbsp; &#160; &ensp;",
        "\u3000\u2003\u2028",
        "\u200b\u200c\u200d\ufeff\u2060",
        "&#8203;&zwj;",
        "\u2800\u2800",
        "\u3164 \uffa0 \u115f\u1160",
        "\u00ad",
        "\u202e\u202c",
        "\u0301",
        "\ufe0f",
        "\x00\x01",
        "\U000e0041",
        "<b></b>",
        "<p> </p><p>&nbsp;</p>",
        "<br><br>",
        "<a href=http://a.example></a>",
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<!-- words -->",
        "<img src=x alt=words>",
        "> ",
        "```\n```",
    ],
)
def test_a_comment_of_invisible_characters_counts_as_empty(body):
    assert visible_text(comment_html(body)) == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a b"),
        ("a<b>b</b>c", "abc"),
        ("a<br>b", "a b"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("<td>a</td><td>b</td>", "a b"),
        ("&lt;b&gt; &amp;amp; &nbsp; x", "<b> &amp; x"),
        ('<a href="http://a.example/?a=1&amp;b" title="x > y">t</a>', "t"),
        (".", "."),
        ("\ue000", "\ue000"),
    ],
)
def test_visible_text_is_what_a_reader_sees(html, text):
    assert visible_text(html) == text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a\x00b", "NUL"),
        ("a\ud800b", "half of a character"),
        ("x" * 10_001, "10,001 characters"),
        ("<blockquote>" * 11, "10 deep"),
        ("<ul><li>" * 11, "10 deep"),
        (">" * 11 + " x", "10 deep"),
        ("> > > > > - - - - - - x", "10 deep"),
        ("".join("  " * level + "- a\n" for level in range(11)), "10 deep"),
    ],
)
def test_a_body_that_cannot_be_stored_is_refused_with_a_reason(body, words):
    assert words in body_problem(body)
    assert body_problem(body).endswith(".")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "x" * 10_000,
        "\r\n".join("x" * 99 for _ in range(100)),
        "<blockquote>" * 10,
        "<b>a</b>" * 100,
        "<p>a" * 100,
        "<ul>" + "<li>a" * 100 + "</ul>",
        "<br>" * 100,
        "<div>" * 9 + "</div>" * 9 + "<b>" * 5,
        "- a\n" * 100,
        "- - - - - - - - - - - - - -",
        ">" * 10 + " x",
        "👩‍👩‍👧 می‌خواهم",
        "1. a\n   - b\n     - c\n2. d",
    ],
)
def test_an_ordinary_body_has_no_problem(body):
    assert body_problem(body) is None


def test_the_limit_of_a_text_is_that_of_its_caller():
    assert "5,001" in body_problem("x" * 5_001, limit=5_000)
    assert body_problem("x" * 20_000, limit=20_000) is None


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("plain *words* http://a.example", {}),
        ("<script>alert(1)</script>", {"element script": 1}),
        ("<b onclick=x>a</b><b onclick=y>b</b>", {"attribute onclick": 2}),
        (
            "<a href=javascript:alert(1)>a</a>",
            {"element a": 1, "address javascript:": 1},
        ),
        ("<a href='JAVA&#9;script:x'>a</a>", {"element a": 1, "address javascript:": 1}),
        ("<p>a</p><p></p>a<br>", {}),
        ("<font color=red>a</font>", {"element font": 1, "attribute color": 1}),
        ("<img src=//a.example/x>", {"element img": 1, "address relative": 1}),
        ("`<script>`", {}),
        ("&lt;script&gt;", {}),
        ("vector<int>", {}),
        ("<!-- a -->b", {"comment": 1}),
        ("a\u202eb\u200b", {"invisible character": 2}),
        ("a\r\nb", {}),
    ],
)
def test_removed_parts_of_a_comment_are_counted(body, lost):
    assert count_removed(body, comment_html(body)) == Counter(lost)


NINE = ", ".join(f"“{number}”" for number in range(9))


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("a <script>words</script> b", "“words”, <script>"),
        ("<SCRIPT>\nlet x;\n\nrun()\n</SCRIPT>b", "“let x; run()”, <script>"),
        ("<iframe src=x>w</iframe><h1>h</h1>", "“w”, <iframe>, <h1>"),
        ("<img src=x alt=y><a href='javascript:1'>z</a>", "<img>, <a>"),
        ("a <!-- hidden --> b", "“hidden”"),
        ("<xml>&amp; <b>w</b></xml>", "“& w”, <xml>, <b>"),
        (f"a <!-- {'x' * 500} --> b", f"“{'x' * 79}…”"),
        ("".join(f"<!--{number}-->b" for number in range(99)), f"{NINE}, “9”, …"),
        (f"<style>{'long words ' * 90}</style>b", f"“{'long words ' * 6}long words…”, <style>"),
    ],
)
def test_an_author_reads_which_text_was_removed(body, summary):
    sentence = describe_removed(body, comment_html(body))
    assert sentence == f"Left out: {summary}. What stands between `backticks` stays as it is."


def test_the_summary_of_many_removed_items_is_short():
    body = "".join(f"<script>{number}</script>b" for number in range(200))
    assert len(describe_removed(body, comment_html(body))) < 320


@pytest.mark.parametrize(
    "body",
    [
        *("plain *words*", "<b>bold</b> <strike>no</strike>", "`<script>x</script>`", "i <3 u"),
        *(
            "```\n<script>x</script>\n<!-- x -->\n```",
            "<pre><h1>\nx\n</h1></pre>",
            "<!-- b <i>x</i>",
        ),
        *(
            "vector<int>",
            "<p>a</p><br>b",
            "a < b > c",
            "<3 <!---->",
            "&lt;script&gt;x&lt;/script&gt;",
        ),
        *(
            "<tt>x</tt> <acronym title=y>z</acronym>",
            "<https://a.example>",
            "<script",
            "",
            "> quote",
        ),
        *(
            "Use `<script>` and `</script>`.",
            "`<!--` begins a comment, `-->` ends it",
            "Use `<script>document.write('<b>hi</b>')</script>`",
            "> ```\n> <script>\n> let x\n> let y\n> </script>\n> <!-- z\n> -->\n> ```",
        ),
    ],
)
def test_text_that_is_still_visible_is_not_called_removed(body):
    assert describe_removed(body, comment_html(body)) == ""


@pytest.mark.parametrize(("times", "summary"), [(300, "Left out: “é”"), (1_250, "")])
def test_few_of_very_many_removed_items_are_examined(monkeypatch, times, summary):
    body, calls = "<!--é-->" * times, []
    html, squeeze = comment_html(body), removed._squeeze
    monkeypatch.setattr(removed, "_squeeze", lambda text: calls.append(1) or squeeze(text))
    assert describe_removed(body, html)[:13] == summary
    assert len(calls) < 20


def test_visible_text_is_read_once_to_describe_the_removed(monkeypatch):
    calls, visible = [], removed._visible
    monkeypatch.setattr(removed, "_visible", lambda html: calls.append(html) or visible(html))
    describe_removed("<!-- é -->b", "<p>b</p>")
    assert calls == ["<p>b</p>"]


def test_removed_parts_of_an_article_are_counted():
    body = '<p style="x">a</p><iframe src="https://a.example/v"></iframe><img src="/media/a.png">'
    assert count_removed(body, post_html(body)) == Counter(
        {"attribute style": 1, "element iframe": 1, "address https:": 1}
    )


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Jim", "Jim"),
        ("  Victor \t\n Montori ", "Victor Montori"),
        ("Zoe\u0308", "Zoë"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Łukasz Ångström", "Łukasz Ångström"),
        ("Владимир", "Владимир"),
        ("محمد", "محمد"),
        ("علی‌رضا", "علی‌رضا"),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("श्रीमान् क्‍ष", "श्रीमान् क्‍ष"),
        ("สมชาย", "สมชาย"),
        ("李小龍", "李小龍"),
        ("O’Brien-Smith, Jr.", "O’Brien-Smith, Jr."),
        ("👩‍🔬 Ada", "👩‍🔬 Ada"),
        ("ad\u200bmin\ufeff", "admin"),
        ("\u202enimda\u202c", "nimda"),
        ("a\u200f\u200eb", "ab"),
        ("a\u200db\u200cc", "abc"),
        ("a\x00b\x1fc\x85d", "abc d"),
        ("Re\u00adply", "Reply"),
        ("Z" + "\u0335" * 30 + "algo", "Z\u0335\u0335\u0335algo"),
        ("a\ud800", "a\ufffd"),
        ("\u3164", ""),
        ("\u2800 \u115f", ""),
        ("\u0301\u0301", ""),
        ("\u200b\u2060", ""),
        ("   ", ""),
        ("", ""),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_name_is_cleaned_and_an_honest_one_kept(name, clean):
    assert clean_name(name) == normalize("NFC", clean)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_a_name_in_ascii_takes_the_short_way_to_the_same_name(name):
    assert f"{clean_name(name)} é".strip() == clean_name(f"{name} é")


@given(st.text(alphabet="ab 1.,!?'\"()-+#$%^{}|\\:;/@=é漢\u00a0\u2028\n\n\r"))
@example("blank before \na line")
@example("and\n after it")
@example("or\n1. before")
def test_text_without_markup_takes_the_short_way_to_the_same_html(body):
    text = clean_text(body)
    if is_plain_text(text):
        rewritten = rewrite(render_markdown(text), policy.COMMENT.elements)
        long_way = sanitizing._clean(rewritten, policy.COMMENT)
        assert comment_html(body) == long_way


@pytest.mark.parametrize(("language", "quoted"), [("en", "“alert(1)”"), ("de", "„alert(1)“")])
def test_words_that_are_left_out_stand_in_the_quotes_of_the_language(language, quoted):
    with translation.override(language):
        assert quoted in describe_removed("<script>alert(1)</script>", "")
