/** Offers bytes or text to the user as a file. */
export function offerFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser needs the address until it has begun to save.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A file name that every desktop accepts: no separators, no control characters, not empty. */
export function safeFileName(text: string, extension: string): string {
  const base = text
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80);
  return `${base === '' ? 'file' : base}.${extension}`;
}
