import type { Catalogue } from "..";

/** All Hindi texts. */
export default Object.values(import.meta.glob<Catalogue>("./**/*.json", { eager: true, import: "default" }));
