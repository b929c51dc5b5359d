package htmlcheck

import (
	"slices"
	"strings"
	"testing"
)

// whole puts a piece into a page that is right; the piece is in line 5.
func whole(piece string) string {
	return "<!DOCTYPE html>\n<html lang=\"sv\"><head><title>Hem</title><link rel=\"stylesheet\" href=\"/static/app.css\"/>\n" +
		"<script src=\"/static/app.js\" defer></script></head><body><header><a href=\"#main\">Till innehållet</a></header>\n" +
		"<main id=\"main\"><h1>Hem</h1>\n" + piece + "\n</main></body></html>\n"
}

func TestValidateAccepts(t *testing.T) {
	for _, piece := range []string{
		"",
		`<h2>A</h2><h3>B</h3><h2>C</h2>`,
		`<p>En rad<br>och <a href="/x">en länk</a>, <strong>stark</strong> &amp; <code>kod</code>.<br/></p>`,
		`<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol><dl><dt>d</dt><dd><p>e</p></dd></dl><dl><div><dt>f</dt><dd>g</dd></div></dl>`,
		`<form method="post" action="/x"><input type="hidden" name="once" value="k"><label for="a">A</label><input id="a" name="a" aria-describedby="a-hint">
			<p id="a-hint">Tips</p><label>B <input type="checkbox" name="b"></label><label for="c">C</label><select id="c" name="c"><option value="1">Ett</option></select>
			<label for="d">D</label><textarea id="d" name="d"><b></textarea><button type="submit">Spara</button><input type="submit" value="Eller"></form>`,
		`<fieldset><legend><h2>Val</h2></legend><label><input type="radio" name="r" value="1"> Ett</label></fieldset>`,
		`<details><summary><h2>Mer</h2></summary><p>text</p></details>`,
		`<table><caption>T</caption><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>`,
		`<svg role="img" aria-label="Kurva" viewBox="0 0 1 1"><linearGradient id="g"><stop offset="0"/></linearGradient><path d="M0 0"/></svg><svg aria-hidden="true"><use href="#g"/></svg>`,
		`<img src="/a.png" alt=""><a href="/x"><img src="/a.png" alt="Hem"></a><a href="/y" aria-label="Y"><svg aria-hidden="true"></svg></a>`,
		`<a href="https://example.se/" target="_blank" rel="noopener">Ut</a>`,
		`<script type="application/json">{"a": "</p>"}</script>`,
		`<noscript><p>Utan skript</p></noscript>`,
		`<template><h1>Mall</h1><p id="main">x</p></template>`,
		`<a href="/x"><div><p>Kort</p></div></a>`,
		`<button type="button" hidden>Kortkommandon</button>`,
		`<figure><figcaption>Bild</figcaption><img src="/a.png" alt="A"></figure>`,
	} {
		if got := Validate(whole(piece)); got != nil {
			t.Errorf("%s\n\tgives %q", piece, got)
		}
	}
}

func TestValidateFinds(t *testing.T) {
	for piece, want := range map[string]string{
		// nesting and closing
		`<p>a`:                          "<p> is not closed before </main>",
		`<b><i>a</b></i>`:               "<i> is not closed before </b>",
		`a</div>`:                       "</div> closes nothing",
		`<br></br>`:                     "</br> closes an element that has no end",
		`<div/>`:                        "<div/> does not close itself",
		`<blink>a</blink>`:              "<blink> is no element of HTML",
		`<p a="1" b A='2'>x</p>`:        "<p> has the attribute a twice",
		`<p id="a"></p><p id="a"></p>`:  `id "a" is already that of <p> in line 5`,
		`<p id="a b"></p>`:              `<p> has the id "a b", which is empty or has white space`,
		`<p id=""></p>`:                 `<p> has the id "", which is empty or has white space`,
		`<p>a<div>b</div></p>`:          "<p> contains <div>",
		`<p><a href="/"><ul></ul></a>`:  "<p> contains <ul>",
		`<span><p>a</p></span>`:         "<span> contains <p>",
		`<h2><div>a</div></h2>`:         "<h2> contains <div>",
		`<ul><p>a</p></ul>`:             "<ul> contains <p>",
		`<ul>text</ul>`:                 `<ul> contains text: "text"`,
		`<div><li>a</li></div>`:         "<li> is in <div>",
		`<table><tr><p>a</p></tr>`:      "<tr> contains <p>",
		`<div><td>a</td></div>`:         "<td> is in <div>",
		`<dl><p>a</p></dl>`:             "<dl> contains <p>",
		`<fieldset>a<p>b</p><legend>`:   "<legend> is not first in <fieldset>",
		`<form><form></form></form>`:    "<form> is in another form",
		`<a href="/"><button>x`:         "<button> is in <a>",
		`<a href="/">x<a href="/">`:     "<a> is in <a>",
		`<label>a<label>b`:              "<label> is in another label",
		`<select><div></div></select>`:  "<select> contains <div>",
		`<section><main></main>`:        "<main> is in another part of the page",
		`<button type=button><p>x</p>`:  "<button> contains <p>",
		`<h3>a</h3>`:                    "heading 3 follows heading 1",
		`<h2></h2>`:                     "<h2> is a heading without text",
		`<h1>Igen</h1>`:                 "the page has 2 <h1>",
		`<table><tr><th></th></tr>`:     "<th> is empty",
		`<table><tr><td>a</td></tr>`:    "<table> has no headers",
		`<label for="nix">a</label>`:    `<label> has for="nix", but nothing has this id`,
		`<label for="main">a</label>`:   "<label> is for <main>, which takes no label",
		`<label>a</label>`:              "<label> is for nothing",
		`<p aria-describedby="main x">`: `<p> has aria-describedby="x", but nothing has this id`,
		`<p aria-labelledby="x">`:       `<p> has aria-labelledby="x", but nothing has this id`,
		`<p aria-controls="x">`:         `<p> has aria-controls="x", but nothing has this id`,
		`<p aria-controls="">`:          "<p> has an empty aria-controls",
		`<input list="main">`:           `<input> has list="main", but this is a <main>`,
		`<a href="#x">a</a>`:            `<a> leads to "#x", but nothing has this id`,
		// names
		`<button>x</button>`:                           "<button> has no type",
		`<button type="button"></button>`:              "<button> has no text",
		`<input name="a" placeholder="A">`:             `<input> "a" has no label`,
		`<label for="a"></label><input id="a">`:        `<input> "" has no label`,
		`<select name="a"></select>`:                   `<select> "a" has no label`,
		`<textarea name="a"></textarea>`:               `<textarea> "a" has no label`,
		`<input type="button">`:                        `<input> "" has no label`,
		`<progress value="1" max="2"></progress>`:      `<progress> "" has no label`,
		`<img src="/a.png">`:                           "<img> has no alt",
		`<a href="/x"> <span></span></a>`:              `<a> to "/x" has no text`,
		`<a href="/x"><svg aria-hidden="true"></svg>`:  `<a> to "/x" has no text`,
		`<a href="">x</a>`:                             "<a> has an empty href",
		`<fieldset><p>a</p></fieldset>`:                "<fieldset> has no legend",
		`<details><p>a</p></details>`:                  "<details> has no summary",
		`<svg></svg>`:                                  "<svg> is neither role img nor aria-hidden",
		`<svg role="img"></svg>`:                       "<svg> has no title or label",
		`<input type="nummer" aria-label="a">`:         `<input> has the unknown type "nummer"`,
		`<form method="put"></form>`:                   `<form> has the unknown method "put"`,
		`<form action=""></form>`:                      "<form> has an empty action",
		`<p tabindex="2">a</p>`:                        "<p> has a tabindex above 0",
		`<a href="//x.se" target="_blank">x</a>`:       "<a> opens a new window without rel noopener",
		`<a href="/" target="_blank" rel="next">x</a>`: "<a> opens a new window without rel noopener",
		// the content security policy
		`<p style="color: red">a</p>`:                        "<p> has a style, which the policy refuses",
		`<style>p{}</style>`:                                 "<style> is inline, which the policy refuses",
		`<script>a()</script>`:                               "<script> is inline, which the policy refuses",
		`<p onclick="a()">a</p>`:                             "<p> has the handler onclick, which the policy refuses",
		`<svg role="img" aria-label="a"><g onload="x"/>`:     "<g> has the handler onload, which the policy refuses",
		`<p hx-on:click="a()">a</p>`:                         "<p> has the handler hx-on:click, which the policy refuses",
		`<a href="javascript:a()">a</a>`:                     "<a> has a javascript: address",
		"<a href=\" java\nscript:a()\">a</a>":                "<a> has a javascript: address",
		`<button type="submit" formaction="JavaScript:a()">`: "<button> has a javascript: address",
		`<a href="data:text/html,x">a</a>`:                   "<a> has a data: address",
		`<a href="about:invalid#TemplFailed">a</a>`:          "<a> has the address about:invalid#TemplFailed, which stands for a refused one",
		`<img src="https://x.se/a.png" alt="">`:              "<img> goes to another host: https://x.se/a.png",
		`<img srcset="//x.se/a.png 2x" alt="">`:              "<img> goes to another host: //x.se/a.png 2x",
		`<script src="//x.se/a.js"></script>`:                "<script> goes to another host: //x.se/a.js",
		`<iframe src="http://x.se" title="a"></iframe>`:      "<iframe> goes to another host: http://x.se",
		`<form action="https://x.se/"></form>`:               "<form> goes to another host: https://x.se/",
		`<link rel="stylesheet" href="https://x.se/a.css">`:  "<link> goes to another host: https://x.se/a.css",
	} {
		got := Validate(whole(piece))
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "line ") && strings.Contains(s, ": "+want+" (") }) {
			t.Errorf("%s\n\tgives %q\n\twants %q", piece, got, want)
		}
	}
}

func TestValidateWholePage(t *testing.T) {
	good := whole("")
	for old, c := range map[string]struct{ new, want string }{
		"<!DOCTYPE html>\n":    {"\n", "line 2: the page does not begin with <!DOCTYPE html>"},
		" lang=\"sv\"":         {"", "line 2: <html> has no lang"},
		"<title>Hem</title>":   {"<title> </title>", "line 1: the page has not one <title> with text"},
		"<h1>Hem</h1>":         {"", "line 1: the page has no <h1>"},
		"</html>":              {"", "line 2: <html> is never closed"},
		"<main id=\"main\">":   {"<main id=\"main\"></main><main>", "line 4: the page has 2 <main>"},
		"</body>":              {"</body><p>x</p>", "line 6: <html> contains <p>"},
		"href=\"#main\"":       {"href=\"#mian\"", "line 3: <a> leads to \"#mian\", but nothing has this id"},
		"<h1>Hem</h1>\n":       {"\n<h3>Först</h3><h1>Hem</h1>", "line 5: heading 3 follows heading 0"},
		"<head><title>Hem</ti": {"<head></head><head><title>Hem</ti", "line 2: the page has 2 <head>"},
	} {
		got := Validate([]byte(strings.Replace(good, old, c.new, 1)))
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, c.want+" (") }) {
			t.Errorf("%s: %q, want %q", old, got, c.want)
		}
	}
	if got := ValidateFragment(`<section aria-labelledby="rubrik-utanför"><h3>Del</h3><p>text</p></section>`); got != nil {
		t.Errorf("a fragment gives %q", got)
	}
	if got := ValidateFragment(`<p>text`); len(got) != 1 {
		t.Errorf("an unclosed fragment gives %q", got)
	}
}

func FuzzValidate(f *testing.F) {
	f.Add(whole(`<p a='1' a=2 b>`))
	f.Add("<a =\"<b/>'")
	f.Fuzz(func(t *testing.T, s string) { Validate(s); ValidateFragment(s) })
}
