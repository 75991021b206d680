/**
 * Markdown as chat clients render it, as far as it can do harm: links, images, addresses that link
 * themselves, emphasis, code, escapes. Runs inside the page, so it stands alone.
 */
export function renderMarkdown(source: string): string {
  const kept: string[] = [];
  const keep = (html: string) => `\u0001${kept.push(html) - 1}\u0002`;
  const html = (raw: string) =>
    raw
      .replace(/&(?!(?:amp|lt|gt|quot);)/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;');
  const inline = html(
    source
      .replace(/\\([!-/:-@[-`{-~])/g, (_, mark: string) => keep(html(mark)))
      .replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${html(code)}</code>`))
      .replace(/!\[([^\]]*)\]\(([^)\s]*)[^)]*\)/g, (_, alt: string, url: string) =>
        keep(`<img alt="${html(alt)}" data-src="${html(url)}">`),
      )
      .replace(/\[([^\]]+)\]\(([^)\s]*)[^)]*\)/g, (_, label: string, url: string) =>
        keep(`<a href="${html(url)}">${html(label)}</a>`),
      )
      .replace(/<((?:https?|mailto|javascript):[^>\s]*)>/gi, (_, url: string) =>
        keep(`<a href="${html(url)}">${html(url)}</a>`),
      )
      .replace(
        /\b(?:https?:\/\/|www\.)[^\s<]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|example|evil|zip)\b/gi,
        (url) => keep(`<a href="${html(url)}">${html(url)}</a>`),
      )
      .replace(/(\*\*|__)(?=\S)(.+?)\1/g, '\u0003$2\u0004')
      .replace(/(\*|_)(?=\S)(.+?)\1/g, '\u0005$2\u0006'),
  )
    .replace(/\u0003/g, '<b>')
    .replace(/\u0004/g, '</b>')
    .replace(/\u0005/g, '<em>')
    .replace(/\u0006/g, '</em>');
  const put = (text: string): string =>
    text.replace(/\u0001(\d+)\u0002/g, (_, at: string) => put(kept[Number(at)] ?? ''));
  const line = put(inline);
  if (/^ {0,3}#{1,6} /.test(source)) return `<h1>${line}</h1>`;
  if (/^ {0,3}> ?/.test(source)) return `<blockquote>${line}</blockquote>`;
  return /^ {0,3}(?:[-+*]|\d+[.)]) /.test(source) ? `<ul><li>${line}</li></ul>` : `<p>${line}</p>`;
}
