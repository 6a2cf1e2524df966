/** `npm run mutate [-- policy] [-- --write]`: how many single changes the tests of money, facts and verification notice. */
import '../test/mutation/run';
