/** An entry to build; what is not given is consistent. */
export type BuiltEntry = {
  name?: string;
  localName?: string;
  data?: Uint8Array;
  flags?: number;
  method?: number;
  inflatedBytes?: number;
  compressedBytes?: number;
  extra?: Uint8Array;
  localHeaderAt?: number;
};

/** The end record to build; what is not given is consistent. */
export type BuiltEnd = {
  disk?: number;
  countHere?: number;
  count?: number;
  size?: number;
  start?: number;
  comment?: Uint8Array;
  trailing?: Uint8Array;
};

/** Little-endian fields: each value with its length in bytes. */
function fields(...values: (readonly [value: number, length: number])[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap(([value, length]) =>
      Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256),
    ),
  );
}

/** Bytes one after the other; text is UTF-8. */
export function bytesOf(...parts: (Uint8Array | string | number[])[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : Uint8Array.from(p)))),
  );
}

/** An extra field of a ZIP entry. */
export function extraOf(kind: number, content: Uint8Array): Uint8Array {
  return bytesOf(fields([kind, 2], [content.length, 2]), content);
}

/** A ZIP archive as its parts say, byte by byte. */
export function zipOf(entries: BuiltEntry[], end: BuiltEnd = {}): Uint8Array {
  let archive = bytesOf();
  let directory = bytesOf();
  for (const entry of entries) {
    const name = bytesOf(entry.name ?? 'invoice.txt');
    const localName = entry.localName === undefined ? name : bytesOf(entry.localName);
    const data = entry.data ?? bytesOf('data');
    const extra = entry.extra ?? bytesOf();
    const shared = [
      [20, 2],
      [entry.flags ?? 0, 2],
      [entry.method ?? 0, 2],
      [0, 8],
      [entry.compressedBytes ?? data.length, 4],
      [entry.inflatedBytes ?? data.length, 4],
    ] as const;
    directory = bytesOf(
      directory,
      fields([0x02014b50, 4], [20, 2], ...shared, [name.length, 2], [extra.length, 2]),
      fields([0, 10], [entry.localHeaderAt ?? archive.length, 4]),
      name,
      extra,
    );
    const header = fields([0x04034b50, 4], ...shared, [localName.length, 2], [0, 2]);
    archive = bytesOf(archive, header, localName, data);
  }
  const comment = end.comment ?? bytesOf();
  const count = end.count ?? entries.length;
  return bytesOf(
    archive,
    directory,
    fields([0x06054b50, 4], [end.disk ?? 0, 2], [0, 2], [end.countHere ?? count, 2], [count, 2]),
    fields([end.size ?? directory.length, 4], [end.start ?? archive.length, 4]),
    fields([comment.length, 2]),
    comment,
    end.trailing ?? bytesOf(),
  );
}
