/** By which the server knows the fields that we applied. */
export const fieldManager = 'gpu-fractions';
