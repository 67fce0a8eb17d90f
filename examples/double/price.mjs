/** The function `price`. Its rate of tax is an environment variable. */
export const handler = async (order) => {
  console.log("pricing", order.items.length, "items");
  const net = order.items.reduce((sum, { price, count }) => sum + price * count, 0);
  if (net < 0) throw new RangeError("an order is never below 0");
  return { total: Math.round(net * (1 + Number(process.env.TAX))) };
};
