// Finds sections of pages and classes by the words of ?q=.
const query = (new URLSearchParams(location.search).get("q") || "").trim();
const words = query.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(word => word);

function excerpt(text) {
  const at = Math.max(0, ...words.slice(0, 1).map(word => text.toLowerCase().indexOf(word)));
  const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 60)));
  return (from > 0 ? "… " : "") + text.slice(from, from + 220) + (from + 220 < text.length ? " …" : "");
}

// Text nodes only: what a page says is never read as HTML.
function marked(text) {
  const parts = document.createElement("span");
  const pattern = new RegExp("(" + words.join("|") + ")", "iu");
  text.split(pattern).forEach((part, i) => {
    const node = document.createElement(i % 2 ? "mark" : "span");
    node.textContent = part;
    parts.append(node);
  });
  return parts;
}

if (words.length) {
  document.querySelector("input[name=q]").value = query;
  const index = lunr(function () {
    this.ref("number");
    this.field("title", {boost: 5});
    this.field("text");
    ENTRIES.forEach((entry, number) => this.add({number, title: entry.title, text: entry.text}));
  });
  const found = index.query(asked => words.forEach(word => {
    asked.term(lunr.tokenizer(word), {boost: 10});
    asked.term(word, {usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING});
    asked.term(lunr.stemmer(new lunr.Token(word)).toString(), {usePipeline: false});
  }));
  document.getElementById("summary").textContent = `${found.length} results for “${query}”`;
  for (const result of found.slice(0, 50)) {
    const entry = ENTRIES[result.ref];
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = entry.page;
    link.append(marked(entry.title));
    const text = document.createElement("p");
    text.append(marked(excerpt(entry.text)));
    item.append(link, text);
    document.getElementById("results").append(item);
  }
}
