/** What a resolver gets as its parent, by GraphQL type: the domain's own objects. */
export const mappers = {
  Order: "../domain/order.ts#VisibleOrder",
  TradingRecord: "../domain/defaults.ts#TradingRecord",
  OrderLine: "../domain/order.ts#OrderLine",
  OrderEvent: "../domain/order.ts#OrderEvent",
  Shipment: "../domain/order.ts#Shipment",
  SellerFees: "../domain/order.ts#SellerFees",
  ShippingAddress: "../domain/address.ts#Address",
  OrderConnection: "../loaders.ts#OrderPage",
};
