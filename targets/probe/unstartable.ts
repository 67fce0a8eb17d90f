/** Modules that cannot be loaded, by name: what functions that cannot start are made of. Both are ES modules and CommonJS. */
export const unstartable: Readonly<Record<string, string>> = {
  unreadable: "this is no JavaScript;\n",
  throwing: 'throw new Error("thrown at load");\n',
};
