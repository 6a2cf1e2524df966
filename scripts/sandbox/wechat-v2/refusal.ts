/** A no of WeChat Pay v2 on the business layer: signed, with result_code FAIL. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
