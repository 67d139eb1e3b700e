import { answer, api } from "../api/client";

/** How accounts can be created on this server. */
export const readSetup = () => answer(api.GET("/api/auth/setup"));
