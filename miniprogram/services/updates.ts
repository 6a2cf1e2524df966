// New versions: WeChat loads them while the old one runs, and starts them when the mini-program is opened the next time.

/** Calls `ask` when a new version is ready; where it answers true the mini-program starts again with it. */
export function watchUpdates(ask: () => Promise<boolean>): void {
  const manager = wx.getUpdateManager();
  manager.onUpdateReady(() => {
    void ask().then((isWanted) => {
      if (isWanted) manager.applyUpdate();
    });
  });
}
