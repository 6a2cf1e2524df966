/** What function `notify` is composed of. */
export { isCalledByPerson } from '../adapters/platform';
export { runTimer } from '../payments/flows/run-timer';
export { takeNotification } from '../payments/flows/take-notification';
export { calledKnock, calledResult, isHttpEvent, isTimerEvent, knockOf, resultOf } from '../payments/webhook';
export { shopFor } from './shop';
