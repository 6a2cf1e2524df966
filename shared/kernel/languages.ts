/** The languages that people of a shop are answered in, by their BCP 47 tags. */
export const languages = ['en', 'zh-CN', 'zh-TW'] as const;

export type Language = (typeof languages)[number];
