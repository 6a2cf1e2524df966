/** Cards as WeChat keeps them: made, changed, consumed. What operators may ask, what goes in and what comes out. */
import type { Action, Actions } from '../../kernel/callable';
import {
  activationFormErrand,
  createCardErrand,
  deleteCardErrand,
  getCardErrand,
  listCardsErrand,
  payCellErrand,
  qrCodeErrand,
  selfConsumeCellErrand,
  updateCardErrand,
} from './cards';
import { codeErrand, consumeErrand, decryptErrand, unavailableErrand } from './codes';
import { openDesk, type Errand } from './desk';
import type { CardsRoom } from './ports';
import { stockErrand } from './modify-stock';
import { payGiftCard } from './pay-gifts';
import { subMerchant } from './sub-merchants';
import { logoErrand } from './upload-logo';

/** An operator's action: the input is read first, then the configuration, then WeChat is asked. */
const forOperators = (read: (event: unknown) => Errand): Action<CardsRoom> => ({
  for: 'operator',
  async run({ wechat, cards }, event, caller) {
    const run = read(event);
    return run(await openDesk(wechat, cards, caller));
  },
});

const errands: Readonly<Record<string, (event: unknown) => Errand>> = {
  uploadlogo: logoErrand,
  createcard: createCardErrand,
  getcard: getCardErrand,
  updatecard: updateCardErrand,
  deletecard: deleteCardErrand,
  listcards: listCardsErrand,
  qrcode: qrCodeErrand,
  modifystock: stockErrand,
  paycell: payCellErrand,
  selfconsumecell: selfConsumeCellErrand,
  activateform: activationFormErrand,
  code: codeErrand,
  consume: consumeErrand,
  unavailable: unavailableErrand,
  decrypt: decryptErrand,
  submerchant: subMerchant,
  paygiftcard: payGiftCard,
};

export const cardActions: Actions<CardsRoom> = Object.fromEntries(
  Object.entries(errands).map(([name, read]) => [name, forOperators(read)]),
);
