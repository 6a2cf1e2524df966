/** Whether a resident ID number can exist: GB 11643-1999, ISO 7064 MOD 11-2. Nobody's face fits a number that cannot. */

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export function canExist(idNumber: string): boolean {
  if (!/^\d{17}[\dX]$/.test(idNumber)) return false;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(idNumber.charAt(at)), 0);
  return '10X98765432'.charAt(sum % 11) === idNumber.charAt(17);
}
