/** Source of the records that the log writes about itself. */
export const logSourceId = 'anmin:evidence';
