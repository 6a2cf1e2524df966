/** What function `notify` is composed of. */
export { isCalledByPerson } from '../adapters/platform';
export { runTimer } from '../payments/flows/run-timer';
export { takeNotification } from '../payments/flows/take-notification';
export { isHttpEvent } from '../kernel/http-event';
export { calledKnock, calledResult, isTimerEvent, knockOf, resultOf } from '../payments/webhook';
export { shopFor } from './shop';
