// The member card: what the customer has, the card in WeChat's wallet, and how the points came and went.
import { showTitle } from '../../i18n/chrome';
import { errorText } from '../../i18n/error-text';
import { messages, text } from '../../i18n/language';
import { ApiError } from '../../services/api-error';
import { openCardForm, takeReturn } from '../../services/card-form';
import type { FormReturn } from '../../services/card-form';
import { activateCard, cardOffer, myMembership } from '../../services/member';
import type { CardOffer, LedgerEntry, Membership } from '../../services/member';
import { addToWallet, openInWallet } from '../../services/wallet';
import { paymentPace } from '../../services/polling';
import type { LoadStatus } from '../../view/load-status';
import { memberView } from '../../view/member-view';

/** So often the page looks whether the shop has heard of a card that was just added. */
const looks = 5;

const start: { status: LoadStatus | 'off' } = { status: 'loading' };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

Page({
  data: {
    ...start,
    ...memberView({ points: 0, balance: 0, entries: [] }, []),
    more: false,
    t: messages(),
    trouble: '',
    note: '',
    busy: false,
  },
  membership: undefined as Membership | undefined,
  entries: [] as readonly LedgerEntry[],
  /** The number of the oldest entry that is shown; the first one has 1. */
  oldest: 1,
  isGone: false,

  onShow() {
    showTitle('title_card');
    const returned = takeReturn();
    if (returned === undefined) void this.load();
    else void this.comeBack(returned);
  },

  onUnload() {
    this.isGone = true;
  },

  onPullDownRefresh() {
    void this.load().then(() => wx.stopPullDownRefresh());
  },

  async load() {
    this.setData({ t: messages(), trouble: '', note: '', ...(this.membership ? {} : { status: 'loading' }) });
    try {
      await this.look();
    } catch (failure) {
      this.refuse(failure);
    }
  },

  async look() {
    this.show(await myMembership(), []);
  },

  /** `before` are the newer entries that stand already. */
  show(membership: Membership, before: readonly LedgerEntry[]) {
    this.membership = membership;
    this.entries = [...before, ...membership.entries];
    this.oldest = membership.entries[membership.entries.length - 1]?.seq ?? 1;
    this.setData({ status: 'ready', more: this.oldest > 1, ...memberView(membership, this.entries) });
  },

  onReachBottom() {
    if (this.data.more) this.loadMore();
  },

  loadMore() {
    void this.alone(async () => this.show(await myMembership(this.oldest), this.entries));
  },

  /** Says what went wrong; where nothing is shown yet it takes the whole page. */
  refuse(failure: unknown) {
    const isOff = failure instanceof ApiError && failure.code === 'CONFIG_MISSING';
    const otherwise = this.membership ? 'ready' : 'error';
    this.setData({ status: isOff ? 'off' : otherwise, trouble: errorText(failure) });
  },

  /** Does what a button asks for, one thing at a time. */
  async alone(act: () => Promise<void>) {
    if (!this.data.busy) await this.run(act);
  },

  /** Does something, and says what went wrong. */
  async run(act: () => Promise<void>) {
    this.setData({ busy: true, trouble: '', note: '' });
    try {
      await act();
    } catch (failure) {
      this.refuse(failure);
    } finally {
      this.setData({ busy: false });
    }
  },

  add() {
    void this.alone(async () => {
      const added = await addToWallet(await cardOffer());
      if (added === 'added') await this.awaitCard();
      else this.setData({ trouble: text(added === 'cancelled' ? 'card_cancelled' : 'card_not_added') });
    });
  },

  /** WeChat tells the shop of a new card, which takes a moment. */
  async awaitCard() {
    this.setData({ note: text('card_coming') });
    for (let asked = 0; asked < looks && !this.isGone; asked += 1) {
      await this.look();
      if (this.data.standing !== 'none') {
        this.setData({ note: '' });
        return;
      }
      await pause(paymentPace(asked));
    }
  },

  fillIn() {
    void this.alone(async () => {
      const { activation } = await cardOffer();
      if (activation) await this.leaveForForm(activation);
      // Without the component's terms the form is reached from the card in the wallet.
      else await this.openCard();
    });
  },

  async leaveForForm(activation: NonNullable<CardOffer['activation']>) {
    if (!(await openCardForm(activation))) this.setData({ trouble: text('card_not_activated') });
  },

  async comeBack(returned: FormReturn) {
    if (returned === 'left') {
      await this.load();
      if (this.data.standing === 'inactive') this.setData({ trouble: text('card_not_activated') });
      return;
    }
    await this.run(async () => {
      await activateCard(returned);
      await this.look();
      void wx.showToast({ title: text('card_activated'), icon: 'none' });
    });
  },

  open() {
    void this.alone(() => this.openCard());
  },

  async openCard() {
    const card = this.membership?.card;
    if (card && !(await openInWallet(card))) this.setData({ trouble: text('card_not_opened') });
  },
});
