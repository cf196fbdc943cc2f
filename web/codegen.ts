import type { CodegenConfig } from "@graphql-codegen/cli";

/**
 * Typed documents for every `.graphql` file of the storefront, from the public schema alone.
 * Run from the root with `npm run generate`; paths are relative to this folder.
 */
const config: CodegenConfig = {
  schema: "../schema/public.graphql",
  documents: ["src/**/*.graphql"],
  generates: {
    "src/graph/__generated__/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        defaultScalarType: "unknown",
        scalars: {
          Decimal: "string",
          CurrencyCode: "string",
          DateTime: "string",
          Date: "string",
          Sequence: "number",
        },
      },
    },
  },
};

export default config;
