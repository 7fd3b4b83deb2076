import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    include: ['src/**/__tests__/*.spec.{ts,tsx}'],
    // JupyterLab's packages are ES modules that do not say so; vite reads them as what they are
    server: { deps: { inline: [/@jupyter\//, /@jupyterlab\//, /@lumino\//] } }
  }
});
