/** Binds a sealed key to its certificate. */
export const deliveryContext = (certificateId: string) => `pki.delivery:${certificateId}`;
