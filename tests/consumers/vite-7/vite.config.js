import { defineConfig } from "vite";

export default defineConfig({
  // For Vite 7 and older.
  optimizeDeps: { exclude: ["tinyfish-web"] },
  // In development the relay is another server.
  server: { proxy: { "/api/tinyfish": process.env.RELAY ?? "http://127.0.0.1:3000" } },
});
