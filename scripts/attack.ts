/** `npm run attack [-- --write] [-- --class 8]`: every forged, tampered and malformed input, in full. */
import '../test/bad-input/run';
