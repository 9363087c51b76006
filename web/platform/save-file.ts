/** Long enough for the browser to have begun the download. */
const releaseMs = 10_000;

/** Hands a file made here to the browser's downloads. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), releaseMs);
}
