// A phone number as it is shown: its country and its last digits, `+31 •••• 678`.
import type { PhoneHint } from '../services/phone';

export const phoneText = ({ country, ending }: PhoneHint): string => `+${country} •••• ${ending}`;
