/** Who may be in a world, and how likely each is there. */
export const roleNames = [
  ['buyers', 1],
  ['operators', 0.8],
  ['deciders', 0.4],
  ['payer', 1],
  ['bank', 0.6],
  ['back office', 0.25],
  ['forger', 0.3],
  ['stranger', 0.15],
  ['editor', 0.12],
  ['weather', 0.2],
  ['merchant', 0.16],
  ['new keys', 0.3],
  ['timer', 0.9],
  ['mishap', 0.4],
  ['owner', 0.2],
] as const;
export type RoleName = (typeof roleNames)[number][0];
