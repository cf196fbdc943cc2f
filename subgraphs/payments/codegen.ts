/** What a resolver gets as its parent, by GraphQL type: the domain's own objects. */
export const mappers = {
  Payment: "../domain/views.ts#VisiblePayment",
  Penalty: "../domain/penalty.ts#Penalty",
  PaymentMethod: "../domain/payment-method.ts#PaymentMethod",
  SellerBalance: "../domain/views.ts#SellerBalance",
  QuotedFees: "../domain/views.ts#QuotedFees",
  Fees: "../domain/fees.ts#Fees",
  LedgerEntry: "../domain/views.ts#LedgerEntry",
  LedgerEntryConnection: "../loaders.ts#LedgerPage",
  Order: "../domain/views.ts#OrderStub",
  Viewer: "../domain/views.ts#ViewerStub",
};
