import type { Catalogue } from "../..";

/** The English texts of the pages before the sign-in. */
export default Object.values(import.meta.glob<Catalogue>("./*.json", { eager: true, import: "default" }));
