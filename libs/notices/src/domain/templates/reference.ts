/** `1F2E-3D4C`: enough to name the matter on the telephone, and it says nothing about it. */
export const referenceOf = (incidentId: string): string => {
  const digits = incidentId.replaceAll('-', '').toUpperCase();
  return `${digits.slice(0, 4)}-${digits.slice(4, 8)}`;
};
