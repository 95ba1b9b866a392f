import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

// Each floor of the SDK may import what stands before it (docs/architecture.md).
const floors = ["types", "membership", "contributions", "treasury", "licensing", "books", "governance", "justice"];
const floorRules = floors.slice(0, -1).map((floor, place) => ({
  files: [`sdk/${floor}/**`],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: [{ regex: `^(\\.\\./)+(${floors.slice(place + 1).join("|")})/`, message: `stands after ${floor}` }] },
    ],
  },
}));

export default defineConfig(
  globalIgnores(["artifacts/", "cache/", "coverage/", "ignition/deployments/", "typechain-types/"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false }],
      // `const { secret: _secret, ...rest }` and type parameters that only hold a place.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // `on<SomeEvent>(reduce)` names a type at the call, which is what makes the call readable.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // Short callbacks such as `() => (count += 1)` read well.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Amounts, ids and times in messages are bigint or number.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...floorRules,
  {
    files: ["test/**"],
    rules: {
      // chai asserts through properties: `expect(x).to.be.true`.
      "@typescript-eslint/no-unused-expressions": "off",
      // A missing element fails the test anyway.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // Plain JavaScript that runs before anything is installed, and settings: no types to check.
    files: ["**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { console: "readonly", process: "readonly", setInterval: "readonly", URL: "readonly" },
    },
  },
);
