/** What function `notify` is composed of. */
export { isCalledByPerson } from '../adapters/platform';
export { pollUnfinished } from '../payments/flows/poll';
export { takeNotification } from '../payments/flows/take-notification';
export { calledKnock, calledResult, isHttpEvent, isTimerEvent, knockOf, resultOf } from '../payments/webhook';
export { shop } from './shop';
