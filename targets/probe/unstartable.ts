/** Modules that cannot be loaded, by name, for functions that cannot start. Each is valid as an ES module and as CommonJS. */
export const unstartable: Readonly<Record<string, string>> = {
  unreadable: "this is no JavaScript;\n",
  throwing: 'throw new Error("thrown at load");\n',
};
