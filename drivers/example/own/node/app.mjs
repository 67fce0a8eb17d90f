import { place } from "./orders.mjs";

console.log(await place({ item: 1 }));
