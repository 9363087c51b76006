import type { SiteFile } from "#server/http/site.ts";

/**
 * The web client as the one-file binary carries it. Null here, where the client lies in `dist/`: building the binary puts
 * another module in this one's place (scripts/build-binary.ts).
 */
export const embeddedSite: (() => Promise<SiteFile[]>) | null = null;
