/**
 * How a face verification can end on the phone: `errCode` of the client, which is also the server's `verify_ret`.
 * Source: WeChat documentation, "face verification 2.0", tables of verify_ret and errCode, read 2026-11.
 */

/** What the phone preview and tests may choose. */
export const faceOutcomes: Readonly<Record<string, number>> = {
  pass: 10000,
  no_face: 10002,
  wrong_number: 10003,
  wrong_person: 10004,
  retake: 10010,
  session_timeout: 10020,
  not_on_file: 10026,
  throttled: 10042,
  system_busy: 10007,
  unsupported: 90001,
  cancel: 90002,
  network: 90007,
  camera_denied: 90008,
  microphone_denied: 90009,
  timeout: 90017,
};

export const passed = 10000;
/** Nothing has come of it yet. */
export const unfinished = 10300;
/** It was asked about before; the earlier result stands. */
export const repeated = 10021;
export const strangeUser = 10041;
export const tooLate = 10029;

/** The client gave up before anything was compared: the same session may be used again. */
export const isClientSide = (ret: number): boolean => ret >= 90_000;

/** Version 1 has its own word for yes, and three of its client codes differ. */
const differentInV1: Readonly<Record<number, number>> = {
  10000: 0,
  90001: 90109,
  90002: 90100,
  90008: 90106,
  90017: 90107,
};
export const inV1 = (ret: number): number => differentInV1[ret] ?? ret;
